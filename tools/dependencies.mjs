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
  console.log('Installing node_modules (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: repository, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
