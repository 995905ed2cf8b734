export interface StripSchema {
  /** The platform: a target triple, or its friendly name. */
  platform: string;
}
