export interface ChecksumSchema {
  /** A platform group; the whole release where absent. */
  group?: string;
}
