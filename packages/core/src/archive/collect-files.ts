import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import glob from 'fast-glob';
import { Failure } from '../failure';
import type { ArchiveFile } from '../unit/unit';
import { probeFile } from './confine';
import { comparePaths } from './file-name';
import type { FilePattern, PackingRoots } from './file-pattern';
import { parseFilePattern, patternBase, placeFile } from './file-pattern';
import type { ArchiveEntry } from './plan';

export interface Collected {
  readonly entries: readonly ArchiveEntry[];
  readonly failures: readonly Failure[];
}

/**
 * The files that `archive.files` lists. `roots.workspaceRoot` has its links resolved.
 * Failures, all of them: `path-outside-workspace`, `files-match-nothing`, `link-outside-workspace`, `name-collision`.
 */
export async function collectFiles(files: readonly ArchiveFile[], roots: PackingRoots): Promise<Collected> {
  const collected = await Promise.all(files.map((file) => collectItem(file, roots)));
  return {
    entries: collected.flatMap(({ entries }) => entries),
    failures: collected.flatMap(({ failures }) => failures),
  };
}

async function collectItem(file: ArchiveFile, roots: PackingRoots): Promise<Collected> {
  const pattern = parseFilePattern(file.from, roots);
  if (pattern instanceof Failure) return { entries: [], failures: [pattern] };
  const isLiteral = await exists(join(pattern.root, pattern.pattern));
  const paths = isLiteral ? [pattern.pattern] : await matchGlob(pattern);
  const base = patternBase(pattern.pattern, isLiteral);
  const entries: ArchiveEntry[] = [];
  const failures: Failure[] = [];
  for (const path of paths) {
    const found = await probeFile(pattern.root, path, roots.workspaceRoot);
    if (found.kind === 'problem') failures.push(found.failure);
    if (found.kind !== 'file') continue;
    entries.push({ source: found.source, path: placeFile(path, base, file.to), mode: file.mode });
  }
  if (failures.length > 0) return { entries, failures };
  return { entries, failures: checkMatches(pattern, entries, file.to) };
}

/** A file whose name has a glob's characters in it is found by its name first. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function matchGlob({ root, pattern }: FilePattern): Promise<string[]> {
  // Links are listed and not followed: each is judged by where it leads.
  const paths = await glob(pattern, { cwd: root, dot: false, onlyFiles: false, followSymbolicLinks: false });
  return paths.sort(comparePaths);
}

function checkMatches({ text }: FilePattern, entries: readonly ArchiveEntry[], to: string | undefined): Failure[] {
  const item = `the item ${JSON.stringify(text)} of \`archive.files\``;
  if (entries.length === 0) {
    const hint =
      'a folder is listed as `folder/**`; files that start with a dot match only where the item names the dot';
    return [new Failure('files-match-nothing', { message: `${item} matches no file`, hint })];
  }
  if (entries.length > 1 && to !== undefined && !to.endsWith('/')) {
    const message = `${item} matches ${entries.length} files, which cannot all be named ${JSON.stringify(to)}`;
    return [new Failure('name-collision', { message, hint: `write ${JSON.stringify(`${to}/`)} for a folder` })];
  }
  return [];
}
