import { posix } from 'node:path';
import type { TomlString } from './toml-strings';

/** A requirement that stands beside a path. */
export interface PathRequirement {
  /** The name that the dependency goes by. */
  readonly key: string;
  /** Folder that the path leads to, relative to the workspace's root. */
  readonly target: string;
  readonly requirement: TomlString;
}

/** Each table of dependencies that cargo knows, by the keys above a dependency's own. In the older spelling with `_` too. */
const TABLES = [/^(target\n[^\n]*\n)?((dev|build)[-_])?dependencies$/, /^workspace\ndependencies$/, /^patch\n[^\n]*$/];

/** @param folder Of the manifest, relative to the workspace's root. */
export function listPathRequirements(strings: readonly TomlString[], folder: string): PathRequirement[] {
  const known = new Map(strings.map((string) => [string.path.join('\n'), string]));
  return strings.flatMap((string) => {
    const [table, key, field] = [string.path.slice(0, -2).join('\n'), string.path.at(-2), string.path.at(-1)];
    if (field !== 'path' || !TABLES.some((pattern) => pattern.test(table))) return [];
    const requirement = known.get([...string.path.slice(0, -1), 'version'].join('\n'));
    if (requirement === undefined) return [];
    return [{ key: String(key), target: folderAt(folder, string.value), requirement }];
  });
}

/** Manifests written on Windows may have `path = "..\\lib"`, which cargo takes there. */
function folderAt(folder: string, path: string): string {
  return posix.join(folder, path.replaceAll('\\', '/')).replace(/(?<=.)\/$/, '');
}
