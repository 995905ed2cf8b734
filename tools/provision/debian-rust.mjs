// Debian's compiler with a std that is built here for each platform: for machines that reach package registries alone.
import { existsSync } from 'node:fs';
import { lstat, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { installPackages, rustPackages } from './debian-packages.mjs';
import { ask, run } from './run.mjs';
import { hostTarget } from './rust-targets.mjs';
import { hasRustup, isLinked, linkToolchain, linkedName } from './rustup.mjs';
import { installStd, missingStd } from './std.mjs';

const sysroot = '/usr';
const cargo = path.join(sysroot, 'bin/cargo');
const rustc = path.join(sysroot, 'bin/rustc');

// rustc itself runs `rust-objcopy` to strip for Apple (and cargo strips debug information from every release build
// that has none), looking for it where rustup would have put it. Debian ships the program under LLVM's name only.
const objcopyLink = path.join(sysroot, 'lib/rustlib', hostTarget, 'bin/rust-objcopy');
const objcopy = '/usr/bin/llvm-objcopy';

export const debianToolchain = {
  isReady: async () => {
    if (!existsSync(cargo) || !(await isLink(objcopyLink))) return false;
    if ((await missingStd(sysroot, await compilerIdentity())).length > 0) return false;
    return (await isLinked(sysroot)) || !(await hasRustup());
  },

  prepare: async (log) => {
    await installPackages(rustPackages, log);
    await linkObjcopy();
    const identity = await compilerIdentity();
    const missing = await missingStd(sysroot, identity);
    if (missing.length > 0) await installStd(sysroot, identity, missing, log);
    if (await hasRustup()) await linkToolchain(sysroot);
    return true;
  },

  sysroot: async () => sysroot,

  environment: async () => {
    if (await hasRustup()) return { RUSTUP_TOOLCHAIN: linkedName };
    const first = (await ask('which', ['cargo']))?.trim();
    return first === cargo ? {} : { PATH: `${path.dirname(cargo)}:${process.env.PATH}` };
  },
};

async function compilerIdentity() {
  const text = await run(rustc, ['--version', '--verbose']);
  const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)[1];
  if (field('host') !== hostTarget) throw new Error(`std is built on ${hostTarget} only, this is ${field('host')}`);
  return { rustc: field('release'), commit: field('commit-hash') };
}

async function linkObjcopy() {
  await mkdir(path.dirname(objcopyLink), { recursive: true });
  await rm(objcopyLink, { force: true });
  await symlink(objcopy, objcopyLink);
}

async function isLink(file) {
  return (await lstat(file).catch(() => undefined))?.isSymbolicLink() === true;
}
