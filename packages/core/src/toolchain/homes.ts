import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from './host';

/** Where cargo keeps what it fetched, and rustup its toolchains: absolute folders, whose names differ by machine and user. */
export interface Homes {
  readonly cargo: string;
  readonly rustup: string;
}

/** As cargo and rustup find them: a variable that is set and empty counts as none. */
export function homesOf({ env, os }: Pick<Host, 'env' | 'os'>): Homes {
  const home = env[os === 'windows' ? 'USERPROFILE' : 'HOME'] || homedir();
  return {
    cargo: env['CARGO_HOME'] || join(home, '.cargo'),
    rustup: env['RUSTUP_HOME'] || join(home, '.rustup'),
  };
}

/** Where nx-cross keeps what all workspaces of a user share; absolute. */
export function cacheFolder({ env, os }: Pick<Host, 'env' | 'os'>): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const caches = {
    linux: env['XDG_CACHE_HOME'] ?? join(home, '.cache'),
    darwin: join(home, 'Library', 'Caches'),
    windows: env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'),
  };
  return join(caches[os], 'nx-cross');
}
