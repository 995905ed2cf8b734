import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cannotWrite } from '../artifact';
import { isRunning } from './is-running';

/**
 * A folder beside the target, `.<name>.new-<pid>` while it is assembled or `.<name>.old-<pid>` while it is replaced.
 * On the same disk as the target, or else a rename would be a copy; of a process, so that two do not share one.
 */
export function sideFolder(target: string, kind: 'new' | 'old', pid: number): string {
  return join(dirname(target), `.${basename(target)}.${kind}-${pid}`);
}

/** What killed runs left beside a target; absolute. */
interface Leftovers {
  readonly isTargetThere: boolean;
  readonly new: readonly string[];
  readonly old: readonly string[];
}

async function probeLeftovers(target: string): Promise<Leftovers> {
  const folder = dirname(target);
  const beside = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw cannotWrite(target, error);
  });
  const ofKind = (kind: 'new' | 'old') => {
    const prefix = basename(sideFolder(target, kind, 0)).slice(0, -1);
    const pid = (name: string) => name.slice(prefix.length);
    const own = beside.filter((name) => name.startsWith(prefix) && /^\d+$/.test(pid(name)));
    return own.filter((name) => !isRunning(Number(pid(name)))).map((name) => join(folder, name));
  };
  return { isTargetThere: beside.includes(basename(target)), new: ofKind('new'), old: ofKind('old').sort() };
}

/**
 * The folder that holds what is published: the target; or, where a run was killed between its two renames and left no
 * target, the folder that it was about to replace.
 */
export async function findPublished(target: string): Promise<string> {
  const { isTargetThere, old } = await probeLeftovers(target);
  return isTargetThere ? target : (old[0] ?? target);
}

/** Puts what was published back to its place, and clears away whatever else killed runs left. */
export async function clearLeftovers(target: string): Promise<void> {
  const leftovers = await probeLeftovers(target);
  const [first, ...others] = leftovers.old;
  const back = leftovers.isTargetThere ? undefined : first;
  if (back !== undefined) await rename(back, target);
  const rest = back === undefined ? leftovers.old : others;
  for (const folder of [...rest, ...leftovers.new]) await rm(folder, { recursive: true, force: true });
}
