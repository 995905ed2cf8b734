// rustup keeps toolchains in a home that other users may not enter; the testbed's own place leads to one they can run.
import { existsSync } from 'node:fs';
import { mkdir, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { rustBinDirectory, rustDirectory } from './paths.mjs';
import { crossTargets } from './rust-targets.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

export function isSharedAtAll() {
  return existsSync(path.join(rustBinDirectory, 'rustc'));
}

export async function isShared(sysroot) {
  return isPublic(sysroot) ? (await linkedTo()) === sysroot : isStamped(rustDirectory, await identity(sysroot));
}

export async function shareToolchain(sysroot, log) {
  if (isPublic(sysroot)) {
    await rm(rustDirectory, { recursive: true, force: true });
    await mkdir(path.dirname(rustDirectory), { recursive: true });
    await symlink(sysroot, rustDirectory);
    return;
  }
  log(`copying ${sysroot}`);
  await fillDirectory(rustDirectory, await identity(sysroot), async () => {
    const parts = ['bin', 'lib'].map((name) => path.join(sysroot, name));
    await run('cp', ['--archive', '--reflink=auto', '--target-directory', rustDirectory, ...parts]);
  });
}

function isPublic(sysroot) {
  return sysroot.startsWith('/usr');
}

async function linkedTo() {
  return readlink(rustDirectory).catch(() => undefined);
}

/** What the copy is a copy of: a compiler, and the targets that it had then. */
async function identity(sysroot) {
  const rustc = await run(path.join(sysroot, 'bin/rustc'), ['--version', '--verbose']);
  return { rustc: rustc.trim().split('\n'), targets: crossTargets };
}
