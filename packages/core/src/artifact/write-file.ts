import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { Failure } from '../failure';

/** Writes a file under another name in the same folder, then renames it: nobody ever sees half of it. */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array | AsyncIterable<Uint8Array>,
  mode = 0o666,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    // `wx`: a name that is taken, by a link too, is never followed.
    await writeFile(temporary, data, { flag: 'wx', mode });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw cannotWrite(path, error);
  }
}

/** Writes what a build tells later ones, with the folders above it: whole or not at all. Fails with `cannot-write`. */
export function writeNote(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw cannotWrite(path, error);
  }
}

/** Copies a file that a stage passes on, by reference where the disk can. Fails with `cannot-write`. */
export async function copyArtifact(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE).catch((error: unknown) => {
    throw cannotWrite(to, error);
  });
}

/** Leaves an empty folder, whatever was there: an executor's first act, so that no file of an earlier run ships. */
export async function emptyDirectory(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true });
    await makeDirectory(directory);
  } catch (error) {
    throw cannotWrite(directory, error);
  }
}

/**
 * Empties a folder and lets it be filled. Where that fails the folder is left empty: whatever lies in a stage's folder is
 * whole, and of its last run.
 */
export async function fillDirectory<T>(directory: string, fill: () => Promise<T>): Promise<T> {
  await emptyDirectory(directory);
  try {
    return await fill();
  } catch (error) {
    // Why the filling failed says more than why the tidying does.
    await emptyDirectory(directory).catch(() => undefined);
    throw error;
  }
}

/** Node's own recursive `mkdir` says of a disk that cannot be written that there is no such folder. */
async function makeDirectory(directory: string): Promise<void> {
  await mkdir(directory).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await makeParents(dirname(directory));
    await mkdir(directory);
  });
}

async function makeParents(directory: string): Promise<void> {
  await makeDirectory(directory).catch((error: NodeJS.ErrnoException) => {
    // A task beside this one may make the same parent.
    if (error.code !== 'EEXIST') throw error;
  });
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space on this disk, then run the task again',
  EDQUOT: 'free some of your quota on this disk, then run the task again',
  EACCES: 'give this user the right to write there',
  EPERM: 'give this user the right to write there',
  EROFS: 'choose a folder on a disk that can be written',
};

/** What the system said when a file could not be written, as `cannot-write`; any other error as it is. */
export function cannotWrite(path: string, error: unknown): unknown {
  const { errno, message } = error as NodeJS.ErrnoException;
  if (errno === undefined) return error;
  const [code, words] = getSystemErrorMap().get(errno) ?? [String(errno), message];
  const hint = HINTS[code];
  return new Failure('cannot-write', {
    message: `cannot write ${JSON.stringify(path)}: ${words} (${code})`,
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}
