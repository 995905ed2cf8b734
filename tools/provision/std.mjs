// std of the cross platforms in a sysroot of Debian's: which of them are missing, and putting new ones in place whole.
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { crossTargets } from './rust-targets.mjs';
import { installMuslObjects } from './musl-objects.mjs';
import { isStamped, writeStamp } from './stamp.mjs';
import { buildStd, probeCrate } from './std-build.mjs';

/** To be raised with every change of how std is built: a machine then builds it anew. */
const recipe = 2;

const buildDirectory = '/var/tmp/nx-cross-std';

export async function missingStd(sysroot, compiler) {
  const missing = [];
  for (const target of crossTargets) {
    if (!(await isStamped(targetDirectory(sysroot, target), { ...compiler, recipe }))) missing.push(target);
  }
  return missing;
}

export async function installStd(sysroot, compiler, targets, log) {
  log(`building std for ${targets.join(', ')}: about 40 seconds each`);
  // Emptied first: old and new libraries of one crate side by side are an error of every later build.
  await rm(buildDirectory, { recursive: true, force: true });
  await mkdir(buildDirectory, { recursive: true });
  try {
    const outputs = await buildStd(sysroot, compiler, targets, buildDirectory);
    for (const target of targets) {
      await placeStd(targetDirectory(sysroot, target), target, outputs[target], { ...compiler, recipe });
    }
  } finally {
    await rm(buildDirectory, { recursive: true, force: true });
  }
}

/** Where rustc looks for the std of a target: rustup's place for it too. */
function targetDirectory(sysroot, target) {
  return path.join(sysroot, 'lib/rustlib', target);
}

async function placeStd(directory, target, builtLibraries, identity) {
  // Beside its place, for a rename across file systems does not exist.
  const partial = `${directory}.partial`;
  const replaced = `${directory}.replaced`;
  const libraries = path.join(partial, 'lib');
  await Promise.all([partial, replaced].map((leftover) => rm(leftover, { recursive: true, force: true })));
  await mkdir(libraries, { recursive: true });
  for (const name of await readdir(builtLibraries)) {
    if (!name.endsWith('.rlib') || name.startsWith(`lib${probeCrate}`)) continue;
    await cp(path.join(builtLibraries, name), path.join(libraries, name));
  }
  if (target.endsWith('-musl'))
    await installMuslObjects(target, path.join(libraries, 'self-contained'), buildDirectory);
  await writeStamp(partial, identity);
  await rename(directory, replaced).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(partial, directory);
  await rm(replaced, { recursive: true, force: true });
}
