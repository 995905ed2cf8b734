import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotWrite, writeFileAtomically } from '../../artifact';
import { cacheFolder } from '../../toolchain/homes';
import type { Host } from '../../toolchain/host';
import type { ApiUrl } from './api-url';
import { MOST_COUNTED } from './pace';
import type { GithubPorts, WriteLedger } from './ports';
import { takeTurn } from './turn';

/**
 * The ledger of this user on this machine: the limits are an account's, and a run that knew only of its own writes would
 * pass them together with the one before it or beside it. There is one for each server, not for each account: a token does
 * not say whose it is. Failure: `cannot-write`.
 */
export async function openWriteLedger(
  host: Pick<Host, 'env' | 'os'>,
  apiUrl: ApiUrl,
  { now, tell }: Pick<GithubPorts, 'now' | 'tell'>,
): Promise<WriteLedger> {
  const folder = ledgerFolder(host, apiUrl);
  const file = join(folder, 'ended.json');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => Promise.reject(cannotWrite(folder, error)));
  return {
    takeTurn: async () => {
      const giveBack = await takeTurn(folder, () => tell({ kind: 'queued' })).catch((error: unknown) =>
        Promise.reject(cannotWrite(folder, error)),
      );
      const ended = await readTimes(file, now());
      const note = (at: number) => writeFileAtomically(file, JSON.stringify([...ended, at].slice(-MOST_COUNTED)));
      return { ended, note, giveBack };
    },
  };
}

export function ledgerFolder(host: Pick<Host, 'env' | 'os'>, apiUrl: ApiUrl): string {
  // The colon before a port is none of Windows' letters.
  return join(cacheFolder(host), 'github-writes', new URL(apiUrl).host.replaceAll(':', '-'));
}

/** A file that is absent or damaged says nothing, and no write has ended in the future: a clock was set back. */
async function readTimes(file: string, now: number): Promise<readonly number[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  return parseTimes(text).filter((time) => time <= now);
}

function parseTimes(text: string): readonly number[] {
  try {
    const times: unknown = JSON.parse(text);
    return Array.isArray(times) ? times.filter((time) => typeof time === 'number') : [];
  } catch {
    return [];
  }
}
