import { dirname, join, resolve } from 'node:path';
import { Failure } from '../failure';
import type { CargoConfig, ConfigFile } from './config';
import { mergeCargoConfigs } from './config';
import { asString, asTable, parseToml } from './toml';

export interface ConfigPlaces {
  /** Absolute path of the folder that cargo is started in: the cargo workspace's root. */
  readonly cargoRoot: string;
  /** Absolute path; `~/.cargo` by default. */
  readonly cargoHome: string;
  /** Text of a file by its absolute path; `undefined` where there is none. */
  readonly readText: (path: string) => string | undefined;
}

export interface ReadConfig {
  readonly config: CargoConfig;
  /** Absolute paths of all files that were read, included ones too, the nearest first: inputs of the hash. */
  readonly files: readonly string[];
  /** The same with what they say. */
  readonly sources: readonly ConfigFile[];
}

/**
 * Cargo's configuration as a cargo started in the cargo root sees it: every `.cargo/config.toml` (or the legacy
 * `.cargo/config`) from there up to the file system's root, then cargo home's.
 *
 * @throws Failure `manifest-invalid` for a file that is not TOML, `manifest-unreadable` for an `include` of nothing.
 */
export function readCargoConfig(places: ConfigPlaces): ReadConfig {
  const files: ConfigFile[] = [];
  for (const folder of configFolders(places)) {
    const file = probeConfig(folder, places.readText);
    if (file === undefined) continue;
    files.push(...withIncluded(file, places.readText, new Set()));
  }
  return { config: mergeCargoConfigs(files, resolve), files: files.map(({ file }) => file), sources: files };
}

/** Folders that may hold a configuration, the nearest first, each once. */
function configFolders({ cargoRoot, cargoHome }: ConfigPlaces): string[] {
  const folders: string[] = [];
  for (let folder = cargoRoot; ; folder = dirname(folder)) {
    folders.push(join(folder, '.cargo'));
    if (dirname(folder) === folder) break;
  }
  return [...new Set([...folders, cargoHome])];
}

function probeConfig(folder: string, readText: ConfigPlaces['readText']): ConfigFile | undefined {
  // Where both are there, cargo takes the one without an extension.
  for (const name of ['config', 'config.toml']) {
    const file = join(folder, name);
    const text = readText(file);
    if (text !== undefined) return { file, toml: parseToml(text, file), base: dirname(folder) };
  }
  return undefined;
}

/** The file, then what it includes: its own values win, and of the included ones the later. */
function withIncluded(file: ConfigFile, readText: ConfigPlaces['readText'], seen: Set<string>): ConfigFile[] {
  if (seen.has(file.file)) return [];
  seen.add(file.file);
  const include = file.toml['include'];
  const entries = include === undefined ? [] : Array.isArray(include) ? include : [include];
  return [file, ...entries.toReversed().flatMap((entry) => includedFiles(entry, file, readText, seen))];
}

function includedFiles(
  entry: unknown,
  from: ConfigFile,
  readText: ConfigPlaces['readText'],
  seen: Set<string>,
): ConfigFile[] {
  const table = asTable(entry);
  const path = asString(entry) ?? asString(table?.['path']);
  if (path === undefined) return [];
  const file = resolve(dirname(from.file), path);
  const text = readText(file);
  if (text !== undefined) {
    return withIncluded({ file, toml: parseToml(text, file), base: dirname(dirname(file)) }, readText, seen);
  }
  if (table?.['optional'] === true) return [];
  throw new Failure('manifest-unreadable', {
    message: `includes ${path}, which is not there.`,
    place: { file: from.file },
  });
}
