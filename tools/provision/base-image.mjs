// A Debian to make images from, as the files of one: no registry of images is asked for.
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { aptMirror, aptProxy } from './apt-mirror.mjs';
import { baseImage } from './paths.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

/** To be raised with every change of what is in it. */
const identity = { suite: baseImage.suite, variant: 'minbase', recipe: 1 };
const directory = path.dirname(baseImage.files);

export const debianBase = {
  name: 'base-image',
  title: 'A Debian for images',
  purpose: 'test',
  needsRoot: true,
  isReady: () => isStamped(directory, identity),
  prepare: async (log) => {
    log(`debootstrap ${baseImage.suite}: about a minute`);
    // Not on a file system for temporary files: it may forbid the devices that a bootstrap makes.
    const root = await mkdtemp('/var/tmp/nx-cross-base-');
    try {
      await bootstrap(root, []);
      await fillDirectory(directory, identity, () => pack(root, baseImage.files));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

/** A Debian with these packages in an empty folder. */
export async function bootstrap(root, packages) {
  const mirror = await aptMirror(baseImage.suite);
  const proxy = await aptProxy();
  const env = { ...process.env, ...(proxy === undefined ? {} : { http_proxy: proxy }) };
  const more = packages.length === 0 ? [] : [`--include=${packages.join(',')}`];
  const argv = [
    `--variant=${identity.variant}`,
    ...more,
    identity.suite,
    root,
    ...(mirror === undefined ? [] : [mirror]),
  ];
  await run('debootstrap', argv, { env });
  // A temporary folder is for its owner alone; the root of a system is for all users.
  await chmod(root, 0o755);
  // What was downloaded to make it is a third of its size.
  for (const folder of ['var/cache/apt/archives', 'var/lib/apt/lists']) {
    await rm(path.join(root, folder), { recursive: true });
    await mkdir(path.join(root, folder, 'partial'), { recursive: true });
  }
}

/** A folder as one file, which is there whole or not at all. */
export async function pack(root, file) {
  const partial = `${file}.partial`;
  await run('tar', ['--create', '--file', partial, '--directory', root, '--sort=name', '--numeric-owner', '.']);
  await rename(partial, file);
}
