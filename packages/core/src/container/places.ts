import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../toolchain';

/** What decides where engines and their configuration are looked for: of this machine and user, or of a table. */
export interface Places {
  readonly os: Host['os'];
  readonly env: Host['env'];
  readonly home: string;
  /** Absent on Windows. */
  readonly uid?: number;
  /** The text of a file; undefined where there is none that this user can read. */
  readonly readText: (file: string) => string | undefined;
}

export function localPlaces({ os, env }: Pick<Host, 'os' | 'env'>): Places {
  const uid = process.getuid?.();
  const home = env['HOME'] ?? homedir();
  return { os, env, home, ...(uid === undefined ? {} : { uid }), readText };
}

/** Docker's own folder of this user, with `config.json` and the contexts. */
export function dockerFolder({ env, home }: Places): string {
  return filled(env['DOCKER_CONFIG']) ?? join(home, '.docker');
}

/** Of Linux, where a user's own sockets and secrets lie; undefined where there is none. */
export function runtimeFolder({ env, os, uid }: Places): string | undefined {
  return filled(env['XDG_RUNTIME_DIR']) ?? (os === 'linux' && uid !== undefined ? `/run/user/${uid}` : undefined);
}

/** A variable that is set to nothing is not set, for Docker too. */
export function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
