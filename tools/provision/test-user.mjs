// The user of the end-to-end tests that must not be root.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { testUser } from './paths.mjs';
import { run } from './run.mjs';
import { hasPrefix, makePrefix } from './wine-prefix.mjs';

export const unprivilegedUser = {
  name: 'user',
  title: `The unprivileged user ${testUser.name}`,
  purpose: 'test',
  needsRoot: true,
  isReady: async () => (await exists()) && hasPrefix(testUser.home),
  prepare: async (log) => {
    if (!(await exists())) {
      log(`useradd ${testUser.name}`);
      await run('useradd', ['--create-home', '--home-dir', testUser.home, '--shell', '/bin/bash', testUser.name]);
    }
    log('making the wine prefix of that user');
    await makePrefix({ home: testUser.home, user: testUser.name });
  },
};

async function exists() {
  const users = await readFile('/etc/passwd', 'utf8');
  return users.split('\n').some((line) => line.startsWith(`${testUser.name}:`)) && existsSync(testUser.home);
}
