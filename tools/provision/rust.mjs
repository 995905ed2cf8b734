// Rust with the std of every platform: rustup's own where it can download, else Debian's compiler and a std built here.
import { debianToolchain } from './debian-rust.mjs';
import { rustupToolchain } from './rustup.mjs';
import { isShared, isSharedAtAll, shareToolchain } from './shared-toolchain.mjs';

/** `NX_CROSS_TESTBED_RUST=debian` passes rustup over: how the second way is tried on a machine where the first works. */
const sources = process.env.NX_CROSS_TESTBED_RUST === 'debian' ? [debianToolchain] : [rustupToolchain, debianToolchain];

export const rust = {
  name: 'rust',
  title: 'Rust and its standard libraries',
  purpose: 'build',
  isReady: async () => (await readySource()) !== undefined,
  prepare: async (log) => {
    for (const source of sources) {
      if (await source.prepare(log)) return;
    }
  },
};

/** A copy of the toolchain that every user can run, whoever's home rustup keeps it in. */
export const sharedRust = {
  name: 'shared-rust',
  title: 'Rust for every user',
  purpose: 'test',
  needsRoot: true,
  isReady: async () => {
    // Root alone decides which toolchain is shared: another user may have none, or another, and takes what is there.
    if (process.getuid() !== 0) return isSharedAtAll();
    const source = await readySource();
    return source !== undefined && isShared(await source.sysroot());
  },
  prepare: async (log) => shareToolchain(await (await requireSource()).sysroot(), log),
};

/** The variables with which cargo finds this Rust. */
export async function rustEnvironment() {
  const source = await readySource();
  return source === undefined ? {} : source.environment();
}

async function readySource() {
  for (const source of sources) {
    if (await source.isReady()) return source;
  }
  return undefined;
}

async function requireSource() {
  const source = await readySource();
  if (source === undefined) throw new Error('there is no Rust with every std yet: run the step `rust` first');
  return source;
}
