import { randomUUID } from 'node:crypto';
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cannotWrite } from '../artifact';

/** Has a file of a name that no other machine has, in a folder that may not be there yet; leaves nothing of it. */
export async function withProbe<T>(folder: string, action: (probe: string) => Promise<T>): Promise<T> {
  const probe = join(folder, `seen-${randomUUID()}`);
  const made = write(probe);
  try {
    return await action(probe);
  } finally {
    rmSync(probe, { force: true });
    if (made !== undefined) removeEmpty(folder, made);
  }
}

/** @returns The outermost folder that was made for it. */
function write(probe: string, triesLeft = 5): string | undefined {
  try {
    const made = mkdirSync(dirname(probe), { recursive: true });
    writeFileSync(probe, '');
    return made;
  } catch (error) {
    // A command beside this one has just taken away what it had made, for nothing was in it yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && triesLeft > 0) return write(probe, triesLeft - 1);
    throw cannotWrite(probe, error);
  }
}

/** Upwards as far as nobody has put anything there. */
function removeEmpty(folder: string, last: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  if (folder !== last) removeEmpty(dirname(folder), last);
}
