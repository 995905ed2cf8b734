import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha256 } from '../artifact';
import { digestOfBytes } from '../artifact';
import { Failure, throwFailures } from '../failure';

/** Where a task's inputs are. Paths are relative to the workspace's root. */
export interface InputPlaces {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Searched for inputs; a file stands for itself. */
  readonly folders: readonly string[];
  /** Inputs by name, there or not. */
  readonly files: readonly string[];
  readonly isInput: (path: string) => boolean;
  /** Whether git, and with it Nx, leaves it out. */
  readonly isIgnored: (path: string) => boolean;
}

/** Path → what the input was. */
export type InputSnapshot = ReadonlyMap<string, InputState>;

export interface InputState {
  readonly mtimeMs: number;
  /** Changes with every write, whatever it writes. */
  readonly stat: string;
  readonly sha256: Sha256;
}

/** Digests every input, as it is now. */
export function snapshotInputs(places: InputPlaces): InputSnapshot {
  return new Map(statInputs(places).map(([path, stat]) => [path, { ...stat, sha256: digestInput(places, path) }]));
}

/**
 * Compares the inputs with what they were; only what was written since is read again.
 *
 * @throws Failure `input-changed` for each that has another content, is new or gone: the hash was made of the older ones.
 */
export function requireUnchanged(before: InputSnapshot, places: InputPlaces): void {
  const now = new Map(statInputs(places));
  const gone = [...before.keys()].filter((path) => !now.has(path)).map((path) => changed(path, 'was removed'));
  const different = [...now].flatMap(([path, { stat }]) => {
    const was = before.get(path);
    if (was === undefined) return [changed(path, 'was made')];
    return was.stat === stat || was.sha256 === digestInput(places, path) ? [] : [changed(path, 'was changed')];
  });
  throwFailures([...gone, ...different]);
}

function changed(path: string, how: string): Failure {
  return new Failure('input-changed', {
    message: `${path} ${how} while it was compiled: the binary is made of another content than the task’s hash.`,
    hint: 'Run it again. Where a build script did it: let it write into OUT_DIR.',
  });
}

function statInputs(places: InputPlaces): [string, Omit<InputState, 'sha256'>][] {
  const found = places.folders
    .flatMap((folder) => listFiles(places.workspaceRoot, folder, places.isIgnored))
    .filter((path) => places.isInput(path));
  return [...new Set([...found, ...places.files])].sort().flatMap((path) => {
    const stat = statSync(join(places.workspaceRoot, path), { bigint: true, throwIfNoEntry: false });
    if (stat?.isFile() !== true) return [];
    const { mtimeNs, ctimeNs, size, ino } = stat;
    return [[path, { mtimeMs: Number(stat.mtimeMs), stat: [mtimeNs, ctimeNs, size, ino].join(' ') }]];
  });
}

function digestInput({ workspaceRoot }: InputPlaces, path: string): Sha256 {
  return digestOfBytes(readFileSync(join(workspaceRoot, path)));
}

/** Files below a folder of the workspace (or the file that it is) that git does not leave out, relative to its root. */
export function listFiles(root: string, folder: string, isIgnored: (path: string) => boolean): string[] {
  const stat = statSync(join(root, folder), { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return stat === undefined || isIgnored(folder) ? [] : [folder];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return isIgnored(`${path}/`) ? [] : listFiles(root, path, isIgnored);
    return isIgnored(path) ? [] : [path];
  });
}
