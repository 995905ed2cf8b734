export interface CrossCompileSchema {
  /** The platform: a target triple, or its friendly name. */
  platform: string;
  /** Leaves the container of a build that fails, for inspection. For the command line alone. */
  keep?: boolean;
}
