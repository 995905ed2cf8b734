export interface PlatformGeneratorSchema {
  platforms?: string[];
  /** A text where the command line reads `--remove linux-aarch64`: Nx takes the next word for the flag's value. */
  remove?: boolean | string;
  group?: string;
  skipFormat?: boolean;
  /** Further words of the command line. */
  _?: string[];
}
