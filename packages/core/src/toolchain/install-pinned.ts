import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure';
import type { Host } from './host';
import { PINNED, PINNED_REQUIREMENTS, pinnedFolder, readPinned, STAMP_FILE } from './pinned';

/**
 * Installs zig and cargo-zigbuild, pinned by digest, into the folder of this pair, without root: a Python environment,
 * because that is where cargo-zigbuild looks for zig first. Built beside its place and moved there whole.
 *
 * @returns Whether anything had to be installed.
 * @throws Failure `tool-missing` without Python or its venv; `setup-failed` where pip could not install.
 */
export async function installPinned(host: Host): Promise<boolean> {
  const folder = pinnedFolder(host);
  if (readPinned(folder) !== undefined) return false;
  const python = await requirePython(host);
  await mkdir(dirname(folder), { recursive: true });
  const building = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await createEnvironment(host, python, building);
    await installWheels(host, building);
    await writeFile(join(building, STAMP_FILE), `${JSON.stringify(PINNED)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(building, folder);
    return true;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function requirePython(host: Host): Promise<string> {
  const python = (await host.which('python3')) ?? (await host.which('python'));
  if (python !== undefined) return python;
  throw new Failure('tool-missing', {
    message: 'zig and cargo-zigbuild come as Python packages, and python3 is not on PATH.',
    hint: host.os === 'linux' ? 'sudo apt-get install python3-venv' : 'Install Python 3.',
  });
}

async function createEnvironment(host: Host, python: string, folder: string): Promise<void> {
  const answer = await host.run([python, '-m', 'venv', folder]);
  if (answer.exitCode === 0) return;
  throw new Failure('tool-missing', {
    message: 'Python cannot make a virtual environment.',
    hint: host.os === 'linux' ? 'sudo apt-get install python3-venv' : 'Install Python with its venv module.',
    output: `${answer.stdout}${answer.stderr}`,
  });
}

async function installWheels(host: Host, folder: string): Promise<void> {
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, PINNED_REQUIREMENTS);
  const python = host.os === 'windows' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python3');
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'] as const;
  const answer = await host.run([...pip, '--require-hashes', '--only-binary', ':all:', '-r', requirements]);
  if (answer.exitCode === 0) return;
  throw new Failure('setup-failed', {
    message: `pip could not install zig ${PINNED.zig} and cargo-zigbuild ${PINNED.cargoZigbuild}.`,
    hint: 'Look at what pip says below: a network, a proxy, or a machine that these versions have no wheel for.',
    output: `${answer.stdout}${answer.stderr}`,
  });
}
