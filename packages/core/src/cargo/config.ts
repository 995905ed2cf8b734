import { Failure } from '../failure';
import type { Toml } from './toml';
import { asString, asStrings, asTable } from './toml';

/** What of cargo's configuration concerns a build of ours. Cargo itself reads and applies the rest. */
export interface CargoConfig {
  /** `build.rustflags`, as cargo joins them. */
  readonly buildRustflags?: readonly string[];
  /** `[target.<triple>]` and `[target.'cfg(…)']`, by the key as it is written. */
  readonly targets: Readonly<Record<string, TargetConfig>>;
  /** `[env]`: variables for rustc and build scripts; relative values made absolute. */
  readonly env: Readonly<Record<string, string>>;
  readonly targetDir?: string;
}

export interface TargetConfig {
  readonly rustflags?: readonly string[];
  /** A name on PATH, or an absolute path. */
  readonly linker?: string;
}

export const EMPTY_CONFIG: CargoConfig = { targets: {}, env: {} };

/** A parsed configuration file. */
export interface ConfigFile {
  readonly file: string;
  readonly toml: Toml;
  /** Parent of the `.cargo` folder: paths in the file start there. */
  readonly base: string;
}

/**
 * One configuration out of several files, as cargo merges them: a scalar of a nearer file wins, arrays are joined with
 * the nearer one's items last. https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure
 *
 * @param files The nearest first.
 * @param join Joins a base and a relative path, as the host does.
 */
export function mergeCargoConfigs(
  files: readonly ConfigFile[],
  join: (base: string, path: string) => string,
): CargoConfig {
  return files.toReversed().reduce((config, file) => mergeFile(config, file, join), EMPTY_CONFIG);
}

function mergeFile(config: CargoConfig, file: ConfigFile, join: (base: string, path: string) => string): CargoConfig {
  const build = asTable(file.toml['build']);
  const buildRustflags = joinFlags(config.buildRustflags, build?.['rustflags'], 'build.rustflags', file);
  const targetDir = asString(build?.['target-dir']);
  const targets = { ...config.targets };
  for (const [key, value] of Object.entries(asTable(file.toml['target']) ?? {})) {
    const table = asTable(value);
    if (table !== undefined) targets[key] = mergeTarget(targets[key], table, key, file, join);
  }
  return {
    targets,
    env: { ...config.env, ...environmentOf(file, join) },
    ...(buildRustflags === undefined ? {} : { buildRustflags }),
    ...(targetDir === undefined
      ? config.targetDir === undefined
        ? {}
        : { targetDir: config.targetDir }
      : { targetDir: join(file.base, targetDir) }),
  };
}

function mergeTarget(
  target: TargetConfig = {},
  table: Toml,
  key: string,
  file: ConfigFile,
  join: (base: string, path: string) => string,
): TargetConfig {
  const rustflags = joinFlags(target.rustflags, table['rustflags'], `target.${key}.rustflags`, file);
  const named = asString(table['linker']);
  // A bare name is looked up on PATH, a path starts at the file's own place.
  const linker = named?.includes('/') === true ? join(file.base, named) : (named ?? target.linker);
  return {
    ...(rustflags === undefined ? {} : { rustflags }),
    ...(linker === undefined ? {} : { linker }),
  };
}

/** Flags are an array, joined, or one string of words, where the nearer file's wins. */
function joinFlags(
  farther: readonly string[] | undefined,
  value: unknown,
  key: string,
  file: ConfigFile,
): readonly string[] | undefined {
  if (value === undefined) return farther;
  const text = asString(value);
  if (text !== undefined) return splitFlags(text);
  const list = asStrings(value);
  if (list !== undefined) return [...(farther ?? []), ...list];
  throw new Failure('manifest-invalid', {
    message: `\`${key}\` must be a string or a list of strings.`,
    place: { file: file.file },
  });
}

/** As cargo splits `RUSTFLAGS`: at spaces, with no quoting. */
export function splitFlags(text: string): string[] {
  return text
    .split(' ')
    .map((flag) => flag.trim())
    .filter((flag) => flag !== '');
}

function environmentOf(file: ConfigFile, join: (base: string, path: string) => string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, entry] of Object.entries(asTable(file.toml['env']) ?? {})) {
    const table = asTable(entry);
    const value = asString(entry) ?? asString(table?.['value']);
    if (value !== undefined) env[name] = table?.['relative'] === true ? join(file.base, value) : value;
  }
  return env;
}
