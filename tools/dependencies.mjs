/** Installs the node_modules of this checkout when package-lock.json asks for others than are there. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.mjs';

/** npm writes this file last, so that it tells of a whole installation. */
const INSTALLED = join(repository, 'node_modules', '.package-lock.json');

export function installDependencies() {
  const wanted = join(repository, 'package-lock.json');
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing node_modules …');
  // Not `npm ci`: it refuses a lock file without the optional packages of other systems, and a registry that lacks one
  // of these leaves it out of the lock (npm/cli#4828). What the lock names is installed as it names it.
  const install = ['install', '--no-save', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', install, { cwd: repository, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
