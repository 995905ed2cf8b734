export interface BuilderImageGeneratorSchema {
  base?: string;
  rust?: string;
  platforms?: string[];
  linkers?: string[];
  packages?: string[];
  name?: string;
  skipFormat?: boolean;
}
