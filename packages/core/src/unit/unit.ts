import type { EnvironmentName } from '../platform/container-options';
import type { GlibcFloor } from '../platform/platform';
import type { IF_EXISTS } from './github-channel';
import type { LINKER_STRATEGIES } from './schema';

export type LinkerStrategy = (typeof LINKER_STRATEGIES)[number];

/** What the compile stage does for one platform: defaults and overrides applied. */
export interface CompileOptions {
  /** Crate → its binaries; an empty list means all of the crate's. Never empty: the default crate is filled in. */
  readonly crates: Readonly<Record<string, readonly string[]>>;
  readonly profile: string;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  /** `undefined`: on when there is a lock file. */
  readonly locked?: boolean;
  readonly strategy: 'auto' | readonly LinkerStrategy[];
  /** Where it is compiled, in the order in which that is tried. */
  readonly environments: readonly EnvironmentName[];
  /** Of containers, for this platform, in the order in which they are tried; empty where no container is among them. */
  readonly images: readonly string[];
  readonly toolchain?: string;
  readonly rustflags: readonly string[];
  readonly lto?: boolean | 'thin' | 'fat' | 'off';
  readonly codegenUnits?: number;
  readonly optLevel?: number | 's' | 'z';
  readonly targetCpu?: string;
  readonly targetFeatures: readonly string[];
  readonly panic?: 'unwind' | 'abort';
  readonly env: Readonly<Record<string, string>>;
  readonly passEnv: readonly string[];
  readonly embeds: { readonly version?: string; readonly commit?: string; readonly time?: string };
  /** Seconds. */
  readonly timeout: number;
  /** As it was written: `undefined` for nothing, `'none'` for no floor on purpose. {@link UnitOptions.floor} is what holds. */
  readonly glibc?: GlibcFloor | 'none';
  readonly buildStd?: readonly string[];
  readonly sdk?: { readonly path: string; readonly sha256: string };
  readonly tools: readonly string[];
}

export interface StripOptions {
  readonly enabled: boolean;
  readonly splitSymbols: boolean;
}

export interface VerifyOptions {
  readonly maximumGlibc?: GlibcFloor;
  readonly static?: boolean;
  readonly allowedLibraries: readonly string[];
  readonly minimumMacos?: string;
  readonly buildPaths: boolean;
}

export interface SmokeOptions {
  readonly arguments: readonly string[];
  /** Whether this platform must have run. */
  readonly required: boolean;
  readonly version: boolean;
  /** Seconds. */
  readonly timeout: number;
}

export interface ArchiveFile {
  readonly from: string;
  readonly to?: string;
  readonly mode: 0o644 | 0o755;
}

export interface ArchiveOptions {
  readonly format: 'tar.gz' | 'zip' | 'binary';
  readonly name: string;
  readonly binaryName: string;
  readonly wrapInDirectory: boolean;
  readonly files: readonly ArchiveFile[];
  /** Stage or target whose artifact record is packaged. */
  readonly from: string;
}

/** What a release unit does for one platform. */
export interface UnitOptions {
  /** The oldest glibc that the binaries may need; absent for none. What `floorOf` made of the unit's and the workspace's. */
  readonly floor?: GlibcFloor;
  readonly compile: CompileOptions;
  readonly strip: StripOptions;
  readonly verify: VerifyOptions;
  readonly smoke: SmokeOptions;
  readonly archive: ArchiveOptions;
}

export interface DirectoryChannelOptions {
  readonly channel: 'directory';
  /** Relative to the workspace's root. `undefined`: `dist/<project>/published`. */
  readonly path?: string;
}

/** What is done about a release that is there already. */
export type IfExists = (typeof IF_EXISTS)[number];

/** Where a release's notes come from. */
export type NotesOptions = 'changelog' | 'commits' | { readonly file: string };

export interface GithubChannelOptions {
  readonly channel: 'github';
  /** `owner/name`. `undefined`: what the git remote says. */
  readonly repository?: string;
  readonly draft?: boolean;
  /** `undefined`: as semver says of the version. */
  readonly prerelease?: boolean;
  readonly latest?: boolean;
  readonly notes?: NotesOptions;
  readonly ifExists?: IfExists;
  readonly apiUrl?: string;
}

export type ChannelOptions = DirectoryChannelOptions | GithubChannelOptions;

export interface ReleaseOptions {
  readonly name: string;
  /** Template of its git tags, as it was written: `server-v{version}`. What holds where nothing was depends on the workspace. */
  readonly tag?: string;
  /** Project roots, relative to the workspace's root, `/`-separated; `.` for a root project. */
  readonly units: readonly string[];
  readonly channels: readonly ChannelOptions[];
  readonly sidecars: boolean;
  readonly manifestText: boolean;
  /** Absent: no installers. Without a `url` a channel `github` names its repository. */
  readonly install?: { readonly url?: string };
}
