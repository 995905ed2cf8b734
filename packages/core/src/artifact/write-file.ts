import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { Failure } from '../failure';

/** Writes a file under another name in the same folder, then renames it: nobody ever sees half of it. */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    // `wx`: a name that is taken, by a link too, is never followed.
    await writeFile(temporary, data, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw cannotWrite(path, error);
  }
}

/** Leaves an empty folder, whatever was there: an executor's first act, so that no file of an earlier run ships. */
export async function emptyDirectory(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw cannotWrite(directory, error);
  }
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
