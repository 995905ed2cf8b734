// Oracles that are Python packages: LIEF reads ELF, Mach-O and PE; tree-sitter's grammar reads PowerShell, where there is none.
import path from 'node:path';
import { oraclePython, testbedDirectory } from './paths.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

const directory = path.join(testbedDirectory, 'python-oracles');
const requirements = ['lief==0.17.6', 'tree-sitter==0.25.2', 'tree-sitter-powershell==0.26.4'];

export const pythonOracles = {
  name: 'python-oracles',
  title: 'LIEF and a parser of PowerShell for Python',
  purpose: 'test',
  needsRoot: true,
  isReady: () => isStamped(directory, { requirements }),
  prepare: async (log) => {
    log(`pip install ${requirements.join(' ')}`);
    await fillDirectory(directory, { requirements }, async () => {
      // Debian's python: one of a version manager may be in a home that other users cannot enter.
      await run('/usr/bin/python3', ['-m', 'venv', directory]);
      await run(oraclePython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
    });
  },
};
