export interface BuilderImageSchema {
  name: string;
}
