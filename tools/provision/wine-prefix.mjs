// A wine prefix is a user's Windows folder. The first start of any program makes it, in seconds and with chatter: here
// rather than in a test that reads what its program prints.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runners } from './paths.mjs';
import { run } from './run.mjs';

export function hasPrefix(home) {
  return existsSync(path.join(home, '.wine/drive_c/windows/system32/bcryptprimitives.dll'));
}

/** Makes the prefix of a user, or brings an older one up to date with the libraries that wine has now. */
export async function makePrefix({ home, user }) {
  const environment = {
    HOME: home,
    PATH: '/usr/bin:/bin',
    WINEDEBUG: '-all',
    // Offers to download .NET and a browser, in a window.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const asUser = user === undefined ? [] : ['runuser', '-u', user, '--'];
  const command = (program, ...args) => [...asUser, 'env', '-i', ...settings, program, ...args];
  // The registry is on disk when the server of this prefix has ended.
  for (const [program, ...args] of [
    command(runners.wine, 'wineboot', '--update'),
    command(path.join(path.dirname(runners.wine), 'wineserver'), '--wait'),
  ]) {
    await run(program, args, { cwd: '/' });
  }
}
