import type { Toml } from './toml';

/** A `Cargo.toml`, as far as a release needs it. Paths are as the file writes them, relative to its own folder. */
export interface Manifest {
  /** Relative to the workspace's root, with `/`. */
  readonly file: string;
  readonly package?: PackageSection;
  readonly workspace?: WorkspaceSection;
  /** Normal and build dependencies, those of `[target.…]` among them. */
  readonly dependencies: readonly Dependency[];
  readonly devDependencies: readonly Dependency[];
  /** `[patch.…]` and `[replace]` entries that name a path. */
  readonly patches: readonly { readonly package: string; readonly path: string }[];
  /** Names of `[profile.…]`. */
  readonly profiles: readonly string[];
  /** The whole file, for digests of sections that only cargo understands. */
  readonly toml: Toml;
}

export interface PackageSection {
  readonly name: string;
  readonly version?: Inheritable;
  readonly edition?: Inheritable;
  /** Path of the build script; `false` where the manifest says that there is none. */
  readonly build?: string | false;
  readonly links?: string;
  readonly autobins?: boolean;
  /** Path of the cargo workspace's root, where the package names it. */
  readonly workspace?: string;
  readonly library?: { readonly name?: string; readonly path?: string };
  readonly binaries: readonly DeclaredBinary[];
  readonly features: Readonly<Record<string, readonly string[]>>;
}

/** A value of the package's own, or that of `[workspace.package]`. */
export type Inheritable = string | { readonly workspace: true };

/** A `[[bin]]`. */
export interface DeclaredBinary {
  readonly name: string;
  readonly path?: string;
  readonly requiredFeatures: readonly string[];
}

export interface Dependency {
  /** The name it goes by in the crate. */
  readonly key: string;
  /** The name it was published under; differs where it was renamed. */
  readonly package: string;
  readonly path?: string;
  /** `{ workspace = true }`: the rest stands in `[workspace.dependencies]`. */
  readonly inherited: boolean;
}

export interface WorkspaceSection {
  /** Globs. */
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  readonly dependencies: readonly Dependency[];
  readonly version?: string;
  readonly edition?: string;
}
