import { joinFolders, memoised } from './manifests';
import { asString, asStrings, asTable, parseToml } from './toml';

/** A `[[package]]` of Cargo.lock. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Absent for crates that lie in a folder: workspace members, path dependencies, patches by path. */
  readonly source?: string;
  readonly checksum?: string;
  /**
   * `name`, `name version` or `name version (source)`: as much as makes it unique in the file. What `[replace]` puts in the
   * package's place is among them.
   */
  readonly dependencies: readonly string[];
}

/** The packages of a cargo workspace's lock file, read once for all of its units; `undefined` where there is none. */
export const lockAt = memoised((manifests, folder): readonly LockedPackage[] | undefined => {
  const file = joinFolders(folder, 'Cargo.lock');
  const text = manifests.readText(file);
  return text === undefined ? undefined : parseLock(text, file);
});

/**
 * Reads what cargo writes line by line, a file that somebody else wrote as TOML. It is read whenever a graph is made:
 * rustc's own, of 569 packages, took 10 ms line by line and 45 ms as TOML in a process that had just started.
 *
 * @throws Failure `manifest-invalid` for what is not TOML, a conflict marker for instance.
 */
export function parseLock(text: string, file: string): LockedPackage[] {
  return parseLines(text) ?? parseAsToml(text, file);
}

interface Draft {
  name: string;
  version: string;
  source?: string;
  checksum?: string;
  dependencies: string[];
}

const FIELD = /^(name|version|source|checksum) = "([^"\\]*)"$/;
const DEPENDENCY = /^(?: "|replace = ")([^"\\]*)",?$/;
/** Lines that say nothing of a package's closure. */
const REST = /^(#.*|version = \d+|dependencies = \[|\]|)$/;

function parseLines(text: string): LockedPackage[] | undefined {
  const packages: Draft[] = [];
  // Takes the lines of sections that are no packages, `[[patch.unused]]` and `[metadata]`.
  const nobody: Draft = { name: '', version: '', dependencies: [] };
  let current = nobody;
  let inPackages = true;
  for (const line of text.split(/\r?\n/)) {
    if (line === '[[package]]') {
      current = { name: '', version: '', dependencies: [] };
      packages.push(current);
      inPackages = true;
    } else if (line.startsWith('[')) {
      current = nobody;
      inPackages = false;
    } else if (!readLine(line, current) && inPackages) {
      return undefined;
    }
  }
  return packages.every(({ name, version }) => name !== '' && version !== '') ? packages : undefined;
}

/** Whether the line is one that cargo writes into a package. */
function readLine(line: string, into: Draft): boolean {
  const dependency = DEPENDENCY.exec(line)?.[1];
  if (dependency !== undefined) {
    into.dependencies.push(dependency);
    return true;
  }
  const [, key, value] = FIELD.exec(line) ?? [];
  if (key === undefined || value === undefined) return REST.test(line);
  into[key as 'name' | 'version' | 'source' | 'checksum'] = value;
  return true;
}

function parseAsToml(text: string, file: string): LockedPackage[] {
  const packages = parseToml(text, file)['package'];
  return (Array.isArray(packages) ? packages : []).flatMap((entry) => {
    const table = asTable(entry);
    const name = asString(table?.['name']);
    const version = asString(table?.['version']);
    const source = asString(table?.['source']);
    const checksum = asString(table?.['checksum']);
    const replacement = asString(table?.['replace']);
    if (name === undefined || version === undefined) return [];
    return [
      {
        name,
        version,
        ...(source === undefined ? {} : { source }),
        ...(checksum === undefined ? {} : { checksum }),
        dependencies: [
          ...(asStrings(table?.['dependencies']) ?? []),
          ...(replacement === undefined ? [] : [replacement]),
        ],
      },
    ];
  });
}

/**
 * The packages that some crates of the workspace need, transitively, themselves included, in the file's order.
 *
 * @param follows Which of a package's dependencies count; all by default.
 */
export function closureOfLock(
  packages: readonly LockedPackage[],
  crates: readonly string[],
  follows: (from: LockedPackage, to: LockedPackage) => boolean = () => true,
): LockedPackage[] {
  const byName = byNames(packages);
  const reached = new Set<LockedPackage>();
  const waiting = packages.filter(({ name, source }) => source === undefined && crates.includes(name));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    const from = next;
    reached.add(from);
    waiting.push(...dependenciesOf(from, byName).filter((to) => follows(from, to)));
  }
  return packages.filter((locked) => reached.has(locked));
}

export function byNames(packages: readonly LockedPackage[]): ReadonlyMap<string, readonly LockedPackage[]> {
  const byName = new Map<string, LockedPackage[]>();
  for (const locked of packages) {
    const same = byName.get(locked.name);
    if (same === undefined) byName.set(locked.name, [locked]);
    else same.push(locked);
  }
  return byName;
}

export function dependenciesOf(
  { dependencies }: LockedPackage,
  byName: ReadonlyMap<string, readonly LockedPackage[]>,
): LockedPackage[] {
  return dependencies.flatMap((text) => {
    const [, name = '', version, source] = /^(\S+)(?: (\S+))?(?: \((.*)\))?$/.exec(text) ?? [];
    return (byName.get(name) ?? []).filter(
      (locked) =>
        (version === undefined || locked.version === version) &&
        // A git dependency is named without the commit that its package has.
        (source === undefined || locked.source === source || locked.source?.startsWith(`${source}#`) === true),
    );
  });
}
