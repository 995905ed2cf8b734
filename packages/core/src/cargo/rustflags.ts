import type { Platform } from '../platform/platform';
import { cfgOf, evaluateCfg } from './cfg';
import type { CargoConfig } from './config';
import { splitFlags } from './config';
import { targetVariable } from './names';

/** What separates the flags in `CARGO_ENCODED_RUSTFLAGS`, so that a flag may hold spaces. */
const SEPARATOR = '\x1f';

export interface RustflagsSources {
  /** The environment that the builder will have, the unit's own variables included. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: CargoConfig;
  readonly platform: Platform;
  /** What we add. */
  readonly ours: readonly string[];
}

/**
 * The flags that rustc will get: the user's, as cargo itself would have chosen them, and ours after them. Given as
 * `CARGO_ENCODED_RUSTFLAGS`, the only source that cargo does not mix with another.
 */
export function resolveRustflags(sources: RustflagsSources): readonly string[] {
  return [...usersFlags(sources), ...sources.ours];
}

export function encodeRustflags(flags: readonly string[]): string {
  return flags.join(SEPARATOR);
}

/**
 * Cargo's four mutually exclusive sources, the first that is there, even an empty one:
 * https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags
 */
function usersFlags({ env, config, platform }: RustflagsSources): readonly string[] {
  const encoded = env['CARGO_ENCODED_RUSTFLAGS'];
  if (encoded !== undefined) return encoded === '' ? [] : encoded.split(SEPARATOR);
  if (env['RUSTFLAGS'] !== undefined) return splitFlags(env['RUSTFLAGS']);
  const target = targetFlags(env, config, platform);
  if (target.length > 0) return target;
  return [...(config.buildRustflags ?? []), ...splitFlags(env['CARGO_BUILD_RUSTFLAGS'] ?? '')];
}

/** The triple's own flags, its variable's, then those of each `cfg(…)` that holds, by key, as cargo orders them. */
function targetFlags(env: RustflagsSources['env'], config: CargoConfig, platform: Platform): string[] {
  const cfg = cfgOf(platform);
  const matching = Object.keys(config.targets)
    .filter((key) => evaluateCfg(key, cfg) === true)
    .sort();
  return [
    ...(config.targets[platform.id]?.rustflags ?? []),
    ...splitFlags(env[targetVariable(platform, 'RUSTFLAGS')] ?? ''),
    ...matching.flatMap((key) => config.targets[key]?.rustflags ?? []),
  ];
}

/** The linker that the user's configuration names for the platform: the triple's, else that of a `cfg(…)` that holds. */
export function configuredLinker(config: CargoConfig, platform: Platform): string | undefined {
  const cfg = cfgOf(platform);
  const matching = Object.keys(config.targets).filter((key) => evaluateCfg(key, cfg) === true);
  return [platform.id, ...matching.sort()]
    .map((key) => config.targets[key]?.linker)
    .find((linker) => linker !== undefined);
}

/** The linker that the user names for the platform, by variable or configuration; it goes before any of ours. */
export function namedLinker(
  platform: Platform,
  config: CargoConfig,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return env[targetVariable(platform, 'LINKER')] ?? configuredLinker(config, platform);
}
