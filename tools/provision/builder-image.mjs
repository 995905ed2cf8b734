// The file system of an image that compiles. Made without an engine, since each test starts its own.
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { bootstrap, pack } from './base-image.mjs';
import { baseImage, builderImage, rustDirectory } from './paths.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

const packages = [
  'gcc',
  'libc6-dev',
  'gcc-aarch64-linux-gnu',
  'libc6-dev-arm64-cross',
  // One of mingw's two models of threads, of which std uses neither: both would be twice as large.
  'gcc-mingw-w64-x86-64-win32',
];
const triples = ['x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'x86_64-pc-windows-gnu'];
const directory = path.dirname(builderImage.layer);

/** To be raised with every change of what is in it; another Rust makes another image. */
async function identity() {
  const rustc = await run(path.join(rustDirectory, 'bin/rustc'), ['--version']);
  return { suite: baseImage.suite, packages, triples, rustc: rustc.trim(), recipe: 1 };
}

export const builder = {
  name: 'builder-image',
  title: 'An image that compiles',
  purpose: 'test',
  needsRoot: true,
  isReady: async () => existsSync(rustDirectory) && isStamped(directory, await identity()),
  prepare: async (log) => {
    log('debootstrap with compilers: about a minute');
    const root = await mkdtemp('/var/tmp/nx-cross-builder-');
    try {
      await bootstrap(root, packages);
      await installRust(path.join(root, 'opt/rust'));
      for (const program of ['cargo', 'rustc'])
        await symlink(`/opt/rust/bin/${program}`, path.join(root, 'usr/local/bin', program));
      await fillDirectory(directory, await identity(), () => pack(root, builderImage.layer));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

/** The compiler, its libraries and the std of three platforms: the other ones would double the image. */
async function installRust(folder) {
  const rustlib = path.join(folder, 'lib/rustlib');
  await mkdir(path.join(folder, 'bin'), { recursive: true });
  await mkdir(rustlib, { recursive: true });
  for (const program of ['cargo', 'rustc']) await copy(`bin/${program}`, folder);
  const libraries = (await readdir(path.join(rustDirectory, 'lib'))).filter((name) => name.includes('.so'));
  for (const library of libraries) await copy(`lib/${library}`, folder);
  for (const triple of triples) await copy(`lib/rustlib/${triple}`, folder);
}

async function copy(file, folder) {
  await cp(path.join(rustDirectory, file), path.join(folder, file), { recursive: true, dereference: true });
}
