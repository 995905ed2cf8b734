export interface CrossCompileSchema {
  /** The platform: a target triple, or its friendly name. */
  platform: string;
}
