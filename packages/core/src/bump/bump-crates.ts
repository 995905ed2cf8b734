import { posix } from 'node:path';
import type { Crate, FolderEntry, Manifests, ReadText } from '../cargo';
import { crateAt, findCargoRoot, listMembers, openManifests } from '../cargo';
import { Failure, Failures, throwFailures } from '../failure';
import { listPathRequirements } from './dependency-strings';
import { bumpLock } from './lock-text';
import { raiseRequirement } from './requirement';
import type { TomlEdit } from './toml-strings';
import { listStrings, replaceStrings } from './toml-strings';
import { versionString } from './version-string';

export interface BumpRequest {
  /** Folders of the crates that get the version, relative to the workspace's root. */
  readonly crates: readonly string[];
  readonly version: string;
  /** Folders of all crates that are known, so that whoever depends on these by path is found. */
  readonly known: readonly string[];
  readonly readText: ReadText;
  readonly list: (folder: string) => readonly FolderEntry[] | undefined;
}

/**
 * What the files of a workspace become when some crates get a version: their manifests (or the `[workspace.package]` that
 * they inherit from, and with it all others that do), the requirements beside the paths that lead to them, everywhere in
 * the workspace, and each Cargo.lock that has them. Cargo refuses a path dependency whose `version` its crate does not meet.
 *
 * @returns Path → text, of the files that change.
 * @throws Failure `version-invalid` for a crate without a version, `requirement-complex`.
 */
export function bumpCrates({ crates, version, known, readText, list }: BumpRequest): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const read: ReadText = (path) => files.get(path) ?? readText(path);
  for (const folder of crates) writeVersion(folder, version, read, files);
  const [before, after] = [openManifests(readText), openManifests(read)];
  const others = known.filter((folder) => isReadable(before, folder));
  const roots = [...new Set([...crates, ...others].map((folder) => findCargoRoot(before, folder).folder))].sort();
  const members = roots.map((root) => [root, membersOf(before, root, list)] as const);
  const folders = [
    ...new Set([...roots, ...others, ...members.flatMap(([, each]) => each.map((crate) => crate.root))]),
  ];
  const bumped = changedCrates(folders, before, after);
  throwFailures(folders.sort().flatMap((folder) => raiseRequirements(folder, bumped, read, files)));
  for (const root of roots) writeLock(root, bumped, read, files);
  return files;
}

/** A crate whose version is another one now. */
type Bumped = ReadonlyMap<string, { readonly name: string; readonly from: string; readonly to: string }>;

/** What cargo itself cannot read, the data of somebody's test for instance, depends on nothing. */
function isReadable(manifests: Manifests, folder: string): boolean {
  try {
    findCargoRoot(manifests, folder);
    return true;
  } catch (error) {
    if (error instanceof Failure || error instanceof Failures) return false;
    throw error;
  }
}

function membersOf(manifests: Manifests, root: string, list: BumpRequest['list']): Crate[] {
  return listMembers(manifests, findCargoRoot(manifests, root), list);
}

function writeVersion(folder: string, version: string, read: ReadText, files: Map<string, string>): void {
  const { file, string } = versionString(openManifests(read), folder);
  const text = read(file) ?? '';
  if (string.value !== version) files.set(file, replaceStrings(text, [{ string, value: version }]));
}

function changedCrates(folders: readonly string[], before: Manifests, after: Manifests): Bumped {
  const withPackage = folders.filter((folder) => before.at(folder)?.package !== undefined);
  return new Map(
    withPackage.flatMap((folder) => {
      const [was, is] = [crateAt(before, folder), crateAt(after, folder)];
      return was.version === is.version
        ? []
        : [[folder, { name: was.name, from: was.version, to: is.version }] as const];
    }),
  );
}

function raiseRequirements(folder: string, bumped: Bumped, read: ReadText, files: Map<string, string>): Failure[] {
  const file = posix.join(folder, 'Cargo.toml');
  const text = read(file);
  if (text === undefined) return [];
  const edits: TomlEdit[] = [];
  const failures: Failure[] = [];
  for (const { target, requirement, key } of listPathRequirements(listStrings(text), folder)) {
    const crate = bumped.get(target);
    if (crate === undefined) continue;
    const value = raiseRequirement(requirement.value, crate.to);
    if (value === undefined) failures.push(tooComplex(file, key, requirement.value, crate.to));
    else if (value !== requirement.value) edits.push({ string: requirement, value });
  }
  if (edits.length > 0) files.set(file, replaceStrings(text, edits));
  return failures;
}

function tooComplex(file: string, key: string, requirement: string, version: string): Failure {
  return new Failure('requirement-complex', {
    message: `\`${key}\` wants ${JSON.stringify(requirement)}, which ${version} does not meet, and there is more than one way to write it anew.`,
    hint: `Write a requirement that ${version} meets, or one of a single version.`,
    place: { file },
  });
}

function writeLock(root: string, bumped: Bumped, read: ReadText, files: Map<string, string>): void {
  const file = posix.join(root, 'Cargo.lock');
  const text = read(file);
  if (text === undefined || bumped.size === 0) return;
  const changed = bumpLock(text, [...bumped.values()]);
  if (changed !== text) files.set(file, changed);
}
