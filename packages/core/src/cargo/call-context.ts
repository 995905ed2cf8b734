import type { GlibcFloor, Platform } from '../platform/platform';
import type { LinkerStrategy } from '../unit/unit';
import type { CargoConfig } from './config';
import type { CrateBinaries } from './crate';
import type { MachineFolders } from './remap';

/** A C compiler for the platform, by name or absolute path. */
export interface GccTools {
  readonly cc: string;
  readonly cxx?: string;
  readonly ar?: string;
}

/** What is baked in under the names of `embeds`. */
export interface EmbeddedValues {
  readonly version?: string;
  readonly commit?: string;
  /** Seconds since 1970. */
  readonly time?: string;
}

export interface CargoCallContext {
  readonly platform: Platform;
  /** Only zig can hold it; ignored otherwise. */
  readonly floor?: GlibcFloor;
  readonly linker: LinkerStrategy;
  /** One call for each, so that features never depend on what else is built. */
  readonly crates: readonly CrateBinaries[];
  /** Absolute path or name of each program; `cargoZigbuild` for the strategy `zig`. */
  readonly programs: { readonly cargo: string; readonly cargoZigbuild?: string };
  /** For the strategy `gcc`. */
  readonly gcc?: GccTools;
  /** Absolute paths. */
  readonly folders: MachineFolders & { readonly cargoRoot: string };
  readonly lockFileExists: boolean;
  /** {@link planCargoFetch} goes before: nothing is fetched any more. */
  readonly isFetched?: boolean;
  readonly config: CargoConfig;
  /** The environment of whoever started the build; what no rule allows does not reach the call. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly hostOs: 'linux' | 'darwin' | 'windows';
  /** PATH of the call, where the strategy's tools come before the host's. */
  readonly path?: string;
  /** `1.96.0`, as rustc says it. */
  readonly rustVersion: string;
  readonly embedded: EmbeddedValues;
}
