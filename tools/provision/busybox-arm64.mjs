// A Linux for another processor that starts in a moment: Debian's static busybox for arm64, unpacked and not installed.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busybox } from './paths.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

const directory = path.dirname(path.dirname(busybox.aarch64));
const identity = { package: 'busybox-static', architecture: 'arm64' };

export const busyboxArm64 = {
  name: 'busybox-arm64',
  title: 'A userland for arm64',
  purpose: 'test',
  needsRoot: true,
  isReady: () => isStamped(directory, identity),
  prepare: async (log) => {
    log(`apt-get download ${identity.package}:${identity.architecture}`);
    const scratch = await mkdtemp(path.join(tmpdir(), 'nx-cross-arm64-'));
    try {
      const file = await download(scratch);
      await fillDirectory(directory, identity, () => run('dpkg-deb', ['--extract', file, directory]));
    } finally {
      await rm(scratch, { recursive: true });
    }
  },
};

/** With lists of its own: the machine's apt is not to know of another architecture. */
async function download(scratch) {
  const state = path.join(scratch, 'state');
  await mkdir(path.join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(path.join(scratch, 'cache', 'archives', 'partial'), { recursive: true });
  await writeFile(path.join(state, 'status'), '');
  const settings = [
    `APT::Architecture=${identity.architecture}`,
    `APT::Architectures=${identity.architecture}`,
    `Dir::State=${state}`,
    `Dir::State::status=${path.join(state, 'status')}`,
    `Dir::Cache=${path.join(scratch, 'cache')}`,
    // Its own user could not write here.
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  await run('apt-get', [...settings, 'update'], { cwd: scratch });
  await run('apt-get', [...settings, 'download', identity.package], { cwd: scratch });
  const name = (await readdir(scratch)).find((each) => each.endsWith('.deb'));
  if (name === undefined) throw new Error(`apt-get download left no ${identity.package}`);
  return path.join(scratch, name);
}
