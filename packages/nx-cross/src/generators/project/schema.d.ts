export interface ProjectGeneratorSchema {
  crate: string;
  name?: string;
  release?: string;
  skipFormat?: boolean;
}
