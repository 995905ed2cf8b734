/** A package of the workspace's own, with the place of its manifest. Paths are relative to the workspace's root. */
export interface Crate {
  readonly name: string;
  /** `0.0.0` where the manifest names none, as cargo has it. */
  readonly version: string;
  /** Folder of the manifest, `/`-separated, `.` for the workspace's root itself. */
  readonly root: string;
  readonly manifestPath: string;
}

/** What one cargo call builds. */
export interface CrateBinaries {
  readonly crate: Crate;
  /** Never empty. */
  readonly binaries: readonly string[];
}
