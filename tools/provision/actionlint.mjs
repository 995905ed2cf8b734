// What the workflow that a generator writes is read by: actionlint, by Go from the module proxy.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { actionlint as program } from './paths.mjs';
import { ask, run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

const directory = path.dirname(path.dirname(program));
const identity = { module: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12' };

export const actionlint = {
  name: 'actionlint',
  title: `actionlint ${identity.version}`,
  purpose: 'test',
  needsRoot: true,
  isReady: async () => existsSync(program) && (await isStamped(directory, identity)),
  prepare: async (log) => {
    const go = await findGo();
    log(`go install ${identity.module}@${identity.version}`);
    await fillDirectory(directory, identity, () =>
      run(go, ['install', `${identity.module}@${identity.version}`], {
        env: { ...process.env, GOBIN: path.dirname(program), GOFLAGS: '-trimpath' },
      }),
    );
  },
};

/** Debian 12's own Go is older than actionlint asks for; one from elsewhere lies in /usr/local. */
async function findGo() {
  for (const go of ['go', '/usr/local/go/bin/go']) {
    if ((await ask(go, ['version'])) !== undefined) return go;
  }
  throw new Error('actionlint is built by Go 1.24 or newer, and there is no go on PATH nor in /usr/local/go/bin');
}
