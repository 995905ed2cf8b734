import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRunning } from '../is-running';

/** How often who waits looks, and who has the turn shows that it lives. */
const LOOK_MS = 200;
const BEAT_MS = 1000;
/** After this a process that cannot be seen (of another container, say) is taken for dead. */
const SILENT_MS = 60_000;

const OVER = 'over';

/**
 * Waits until no other process has its turn, and gives what ends one's own. A turn is a file in the folder, which has one
 * number more than the last; only one process can make it (`wx`), and none is ever taken from another: where a process was
 * killed in its turn, the next number is free. That leaves no lock behind, and no moment between finding one and removing it.
 */
export async function takeTurn(folder: string, onWait: () => void): Promise<() => Promise<void>> {
  for (let looks = 0; ; looks += 1) {
    const last = await lastTurn(folder);
    if (await isOver(turnFile(folder, last))) {
      const own = await begin(folder, last);
      if (own !== undefined) return own;
    } else {
      if (looks === 0) onWait();
      await setTimeout(LOOK_MS);
    }
  }
}

async function begin(folder: string, last: number): Promise<(() => Promise<void>) | undefined> {
  const own = turnFile(folder, last + 1);
  const text = JSON.stringify({ pid: process.pid, hostname: hostname() });
  const made = await writeFile(own, text, { flag: 'wx' }).then(() => true, isThere);
  if (!made) return undefined;
  if ((await lastTurn(folder)) > last + 1) {
    // Ours was there before, and is removed since: we slept over several turns.
    await rm(own);
    return undefined;
  }
  await rm(turnFile(folder, last), { force: true });
  const beat = setInterval(() => void utimes(own, new Date(), new Date()).catch(() => undefined), BEAT_MS).unref();
  return async () => {
    clearInterval(beat);
    await writeFile(own, OVER);
  };
}

function turnFile(folder: string, turn: number): string {
  return join(folder, String(turn));
}

async function lastTurn(folder: string): Promise<number> {
  const names = await readdir(folder);
  return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
}

async function isOver(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(isAbsent);
  if (text === undefined || text === OVER) return true;
  const holder = parseHolder(text);
  if (holder?.hostname === hostname() && !isRunning(holder.pid)) return true;
  const found = await stat(file).catch(isAbsent);
  return found === undefined || found.mtimeMs < Date.now() - SILENT_MS;
}

/** `undefined` while it is being written. */
function parseHolder(text: string): { readonly pid: number; readonly hostname: string } | undefined {
  try {
    return JSON.parse(text) as { pid: number; hostname: string };
  } catch {
    return undefined;
  }
}

function isThere(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}

function isAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
