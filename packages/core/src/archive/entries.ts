import { Failure } from '../failure';
import { comparePaths, findEntryPathProblem, foldPath } from './file-name';
import type { ArchiveEntry } from './plan';

export interface Arranged {
  readonly entries: readonly ArchiveEntry[];
  readonly failures: readonly Failure[];
}

/**
 * Puts the entries in order, under `folder` (empty, or with a trailing `/`). A document that comes by itself gives way
 * to the same file listed on purpose. Failures: `template-invalid` for a path that cannot be unpacked everywhere,
 * `name-collision` for two files at one path, as Windows and macOS count paths, or for a file where another needs a folder.
 */
export function arrangeEntries(
  asked: readonly ArchiveEntry[],
  documents: readonly ArchiveEntry[],
  folder: string,
): Arranged {
  const isAsked = (entry: ArchiveEntry) =>
    asked.some(({ source, path }) => source === entry.source && foldPath(path) === foldPath(entry.path));
  const wanted = [...asked, ...documents.filter((entry) => !isAsked(entry))];
  const entries = new Map<string, ArchiveEntry>();
  const failures: Failure[] = [];
  for (const entry of wanted.map((each) => ({ ...each, path: folder + each.path }))) {
    const problem = findEntryPathProblem(entry.path);
    if (problem !== undefined) failures.push(invalidPath(entry, problem));
    const key = foldPath(entry.path);
    const other = entries.get(key);
    if (other === undefined) entries.set(key, entry);
    else if (!isSameEntry(entry, other)) failures.push(collision(other, entry));
  }
  failures.push(...findFilesUsedAsFolders(entries));
  return { entries: [...entries.values()].sort((a, b) => comparePaths(a.path, b.path)), failures };
}

function isSameEntry(a: ArchiveEntry, b: ArchiveEntry): boolean {
  return a.source === b.source && a.path === b.path && a.mode === b.mode;
}

function findFilesUsedAsFolders(entries: ReadonlyMap<string, ArchiveEntry>): Failure[] {
  return [...entries].flatMap(([key, entry]) => {
    const parts = key.split('/');
    const parents = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    return parents.flatMap((parent) => {
      const other = entries.get(parent);
      return other === undefined ? [] : [collision(other, entry)];
    });
  });
}

function collision(first: ArchiveEntry, second: ArchiveEntry): Failure {
  const at = [first, second].map(({ path }) => JSON.stringify(path)).join(' and ');
  const of = [first, second].map(({ source }) => JSON.stringify(source)).join(' and ');
  return new Failure('name-collision', {
    message: `the archive cannot hold both ${at}, which are ${of}`,
    hint: 'give one of them another place with `to`, or another name with `archive.binaryName`',
  });
}

function invalidPath({ path }: ArchiveEntry, problem: string): Failure {
  return new Failure('template-invalid', {
    message: `the path ${JSON.stringify(path)} in the archive ${problem}`,
    hint: 'give the file another name with `to`, or with `archive.binaryName`',
  });
}
