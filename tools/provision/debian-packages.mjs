// Compilers, runners and readers that come from Debian, with what each is for.
import { ask, run } from './run.mjs';

const toolPackages = [
  'gcc', // links for the host, and builds the host's part of every cargo build (build scripts, proc macros)
  'libc6-dev',
  'gcc-mingw-w64-x86-64', // x86_64-pc-windows-gnu
  'gcc-aarch64-linux-gnu', // the `gcc` strategy for aarch64-unknown-linux-gnu; crtbegin.o of its musl sibling
  'libc6-dev-arm64-cross',
  'llvm', // llvm-strip and llvm-objcopy know all three formats, llvm-readobj is an oracle
  'binutils', // readelf, another oracle
  'qemu-user-static', // runs arm64 programs, with the libraries of:
  'libc6-arm64-cross',
  'wine64', // runs Windows programs
  'musl-dev', // the C library of x86_64-unknown-linux-musl where std is built here
  'protobuf-compiler', // a code generator that a unit's compile can depend on
  'python3-venv', // `nx-cross setup` installs zig with it
  'unzip', // read what the packager wrote
  'zip',
];

/** Debian's rustc under the name that its security updates keep current; with std's sources. */
export const rustPackages = ['rustc-web', 'cargo-web', 'rust-web-src'];

export const debianPackages = packagesStep('debian', 'Debian packages', 'build', toolPackages);

/** A step that is done when these are installed. */
export function packagesStep(name, title, purpose, packages) {
  return {
    ...{ name, title, purpose, needsRoot: true },
    isReady: async () => (await missingPackages(packages)).length === 0,
    prepare: (log) => installPackages(packages, log),
  };
}

export async function missingPackages(packages) {
  const listing = await ask('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Status}\\n', '*']);
  if (listing === undefined) throw new Error('dpkg-query does not answer: provisioning is for Debian and its kin');
  const installed = new Set(listing.split('\n').filter((line) => line.endsWith(' installed')));
  return packages.filter((name) => !installed.has(`${name} installed`));
}

let listsAreFresh = false;

export async function installPackages(packages, log) {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const waitForOthers = ['-o', 'DPkg::Lock::Timeout=300'];
  // Of a run that was interrupted: apt refuses to go on before it is repaired.
  await ask('dpkg', ['--configure', '--pending'], options);
  if (!listsAreFresh) {
    // A foreign source of this machine that does not answer is no reason to give up: the install tells.
    await ask('apt-get', [...waitForOthers, 'update'], options);
    listsAreFresh = true;
  }
  log(`apt-get install ${missing.join(' ')}`);
  await run('apt-get', [...waitForOthers, 'install', '--yes', '--no-install-recommends', ...missing], options);
}
