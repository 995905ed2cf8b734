// LIEF reads ELF, Mach-O and PE: an oracle for the project's own readers.
import path from 'node:path';
import { testbedDirectory, liefPython } from './paths.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

const directory = path.join(testbedDirectory, 'lief');
const requirement = 'lief==0.17.6';

export const lief = {
  name: 'lief',
  title: 'LIEF for Python',
  purpose: 'test',
  needsRoot: true,
  isReady: () => isStamped(directory, { requirement }),
  prepare: async (log) => {
    log(`pip install ${requirement}`);
    await fillDirectory(directory, { requirement }, async () => {
      // Debian's python: one of a version manager may be in a home that other users cannot enter.
      await run('/usr/bin/python3', ['-m', 'venv', directory]);
      await run(liefPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]);
    });
  },
};
