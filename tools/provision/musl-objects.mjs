// What a musl target has beside its std: the start files and libc of musl, from which rustc links static programs
// (`self-contained` in rustc_target's spec/crt_objects.rs). cargo-zigbuild puts zig's own in their place, yet rustc must
// find files of these names, or it hands bare names to the linker.
import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.mjs';

const fromMusl = ['crt1.o', 'Scrt1.o', 'rcrt1.o', 'crti.o', 'crtn.o', 'libc.a'];
const fromGcc = ['crtbegin.o', 'crtbeginS.o', 'crtend.o', 'crtendS.o'];

const origins = {
  'x86_64-unknown-linux-musl': {
    gcc: '/usr/bin/x86_64-linux-gnu-gcc',
    muslDirectory: async () => '/usr/lib/x86_64-linux-musl',
  },
  'aarch64-unknown-linux-musl': {
    gcc: '/usr/bin/aarch64-linux-gnu-gcc',
    muslDirectory: async (scratch) =>
      path.join(await unpackForeign('musl-dev', 'arm64', scratch), 'usr/lib/aarch64-linux-musl'),
  },
};

export async function installMuslObjects(target, directory, scratch) {
  const { gcc, muslDirectory } = origins[target];
  await mkdir(directory, { recursive: true });
  const musl = await muslDirectory(scratch);
  for (const name of fromMusl) await cp(path.join(musl, name), path.join(directory, name));
  for (const name of fromGcc) {
    const file = (await run(gcc, [`-print-file-name=${name}`])).trim();
    await cp(file, path.join(directory, name));
  }
}

/**
 * Downloads and unpacks a package of another architecture. With lists of its own, for `dpkg --add-architecture` would
 * change the machine, and every later `apt-get update` of it.
 */
async function unpackForeign(name, architecture, scratch) {
  const state = path.join(scratch, 'apt');
  const downloads = path.join(state, 'downloads');
  const status = path.join(state, 'status');
  await mkdir(downloads, { recursive: true });
  await mkdir(path.join(state, 'lists/partial'), { recursive: true });
  await run('touch', [status]);
  const options = [
    `APT::Architecture=${architecture}`,
    `APT::Architectures::=${architecture}`,
    `Dir::State=${state}`,
    `Dir::State::status=${status}`,
    `Dir::Cache=${state}`,
    // The folder is root's, where apt's own user cannot write.
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, 'update']);
  await run('apt-get', [...options, 'download', `${name}:${architecture}`], { cwd: downloads });
  const [archive] = await readdir(downloads);
  const unpacked = path.join(state, 'unpacked');
  await run('dpkg-deb', ['--extract', path.join(downloads, archive), unpacked]);
  return unpacked;
}
