import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactRecord } from '@nx-cross/core/artifact';
import { readTestbed, Rig } from '@nx-cross/testing';
import type { Finished } from '@nx-cross/testing';

const HOST = 'x86_64-unknown-linux-gnu';
const ARM = 'aarch64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';
const MAC = 'aarch64-apple-darwin';

/** A crate at `apps/<name>` that ships for the host alone, unless its settings say otherwise. */
function unit(name: string, main: string, settings: object, more: Record<string, string> = {}): Record<string, string> {
  const own = { exclude: ['linux-aarch64', 'linux-x86_64-musl', 'darwin-aarch64'], ...settings };
  return {
    [`apps/${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "1.2.3"\nedition = "2021"\n`,
    [`apps/${name}/src/main.rs`]: main,
    [`apps/${name}/nx-cross.json`]: JSON.stringify(own),
    ...Object.fromEntries(Object.entries(more).map(([path, text]) => [`apps/${name}/${path}`, text])),
  };
}

const HELLO = 'fn main() { println!("hello {}", env!("CARGO_PKG_VERSION")); }\n';

/** A library of nobody's system, made and linked by the crate itself. */
const OWN_LIBRARY = `
use std::{env, fs, path::Path, process::Command};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let source = Path::new(&out).join("own.c");
    fs::write(&source, "int own(void) { return 7; }").unwrap();
    let library = Path::new(&out).join("libown.so");
    let done = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status().unwrap();
    assert!(done.success());
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=dylib=own");
}
`;

/** Links as it should, then puts another platform's program in place of what is called `swapped`. */
const SWAPPING_LINKER = `#!/bin/sh
cc "$@" || exit
while [ $# -gt 0 ]; do
  [ "$1" = -o ] && out=$2
  shift
done
case $out in */swapped-*) cp "$(dirname "$0")/foreign" "$out" ;; esac
`;

const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["apps/*"]\nresolver = "2"\n[profile.release]\nopt-level = 0\n',
  '.cargo/config.toml': `[target.${HOST}]\nlinker = "tools/linker.sh"\n`,
  'tools/linker.sh': SWAPPING_LINKER,
  ...unit('honest', HELLO, { exclude: ['linux-x86_64-musl'], smoke: { required: ['darwin-aarch64'] } }),
  ...unit('swapped', HELLO, {}),
  ...unit('newer', HELLO, { verify: { maximumGlibc: '2.17' } }),
  ...unit(
    'linked',
    'extern "C" { fn own() -> i32; }\nfn main() { println!("{}", unsafe { own() }); }\n',
    {},
    { 'build.rs': OWN_LIBRARY },
  ),
  ...unit('dynamic', HELLO, {
    exclude: ['linux-x86_64', 'linux-aarch64', 'darwin-aarch64'],
    targetFeatures: ['-crt-static'],
    rustflags: ['-Clink-arg=-dynamic'],
  }),
  ...unit('rooted', 'fn main() { println!("{}", env!("CARGO_MANIFEST_DIR")); }\n', {}),
  ...unit('broken', 'fn main() { eprintln!("no such luck"); std::process::exit(3); }\n', {}),
  ...unit('outdated', 'fn main() { println!("outdated 0.0.9"); }\n', { smoke: { version: true } }),
};

const PLATFORMS = ['linux-x86_64', 'linux-aarch64', 'linux-x86_64-musl', 'darwin-aarch64'];

describe('what must not ship', () => {
  const rig = new Rig({ files: FILES, pluginOptions: { platforms: PLATFORMS } });
  afterAll(() => rig.dispose());

  const statuses = ({ tasks }: Finished) => Object.fromEntries(tasks.map(({ id, status }) => [id, status]));
  const folder = (platform: string, stage: string) => rig.path('dist', 'honest', platform, stage);

  beforeAll(async () => {
    chmodSync(rig.path('tools', 'linker.sh'), 0o755);
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    const stripped = await rig.nx(['run', 'honest:strip-all']);
    expect(stripped).toMatchObject({ exitCode: 0 });
    copyFileSync(join(folder(ARM, 'strip'), 'honest'), rig.path('tools', 'foreign'));
  });

  describe('as it was built', () => {
    const run = () => rig.nx(['run-many', '--targets=smoke-all', '--projects=*,!honest']);
    let first: Finished;
    beforeAll(async () => {
      first = await run();
    });

    it('fails where it is found, and only there', () => {
      // Nx 23 itself ends with 130 where a task was left out because another had failed.
      expect(first.exitCode).not.toBe(0);
      expect(statuses(first)).toMatchObject({
        [`swapped:cross-compile--${HOST}`]: 'failure',
        [`newer:verify--${HOST}`]: 'failure',
        [`linked:verify--${HOST}`]: 'failure',
        [`dynamic:verify--${MUSL}`]: 'failure',
        [`rooted:verify--${HOST}`]: 'failure',
        [`broken:verify--${HOST}`]: 'success',
        [`broken:smoke--${HOST}`]: 'failure',
        [`outdated:smoke--${HOST}`]: 'failure',
      });
    });

    it.each([
      [
        'another platform’s program',
        /^nx-cross binary-foreign: swapped was built for x86_64-unknown-linux-gnu, but its architecture is aarch64, not x86_64$/m,
      ],
      [
        'a symbol above the floor',
        /^nx-cross policy-violated: newer needs GLIBC_2\.34 of libc\.so\.6, but may need glibc 2\.17 at most: .*__libc_start_main/m,
      ],
      [
        'a library that is not the platform’s',
        /^nx-cross policy-violated: linked needs libown\.so, which is no library of linux-x86_64's own\n {2}→ link it statically, or add it to `verify\.allowedLibraries`$/m,
      ],
      [
        'a musl program that is not static',
        /^nx-cross policy-violated: dynamic must be static, but needs \/lib\/ld-musl-x86_64\.so\.1, libc\.so$/m,
      ],
      [
        'a program that fails',
        /^nx-cross smoke-failed: `broken --version` on linux-x86_64 \(native\) ended with exit code 3\.\nno such luck$/m,
      ],
      [
        'another version than the release’s',
        /^nx-cross smoke-failed: `outdated --version` on linux-x86_64 does not print the version 1\.2\.3\.\noutdated 0\.0\.9$/m,
      ],
    ])('%s', (_, message) => {
      expect(first.output).toMatch(message);
    });

    it('a path of the machine that built it', () => {
      expect(first.output).toContain(
        `nx-cross policy-violated: rooted carries a path of the machine that built it: ${rig.path('apps', 'rooted')}`,
      );
    });

    it('fails again: a failure is never cached, and leaves nothing behind', async () => {
      const again = await run();
      const failed = (finished: Finished) =>
        finished.tasks.flatMap(({ id, status }) => (status === 'failure' ? [id] : [])).sort();
      expect(failed(again)).toEqual(failed(first));
      for (const [project, platform, stage] of [
        ['swapped', HOST, 'cross-compile'],
        ['newer', HOST, 'verify'],
        ['broken', HOST, 'smoke'],
      ] as const) {
        expect(filesIn(rig.path('dist', project, platform, stage))).toEqual([]);
      }
    });

    it('ships once nx-cross.json allows it', async () => {
      const allow = (project: string, settings: object) =>
        rig.write(
          `apps/${project}/nx-cross.json`,
          JSON.stringify({ ...JSON.parse(rig.read(`apps/${project}/nx-cross.json`)), ...settings }),
        );
      allow('newer', { verify: { maximumGlibc: '2.39' } });
      allow('linked', { verify: { allowedLibraries: ['libown.so'] } });
      allow('dynamic', { verify: { static: false } });
      allow('rooted', { verify: { buildPaths: true } });
      const verified = await rig.nx(['run-many', '--targets=verify-all', '--projects=newer,linked,dynamic,rooted']);
      expect(verified).toMatchObject({ exitCode: 0 });
      expect(statuses(verified)).toMatchObject({
        [`newer:strip--${HOST}`]: 'local-cache',
        [`newer:verify--${HOST}`]: 'success',
        [`linked:verify--${HOST}`]: 'success',
        [`dynamic:verify--${MUSL}`]: 'success',
        [`rooted:verify--${HOST}`]: 'success',
      });
    });
  });

  it('as a hand changed it between two stages', async () => {
    appendFileSync(join(folder(HOST, 'strip'), 'honest'), '\n');
    copyFileSync(rig.path('tools', 'foreign'), join(folder(ARM, 'strip'), 'honest'));
    replace(folder(ARM, 'strip'), 'honest', (file) => copyFileSync('/bin/true', file));
    replace(folder(MAC, 'strip'), 'honest', removeSignature);
    const stages = [HOST, ARM, MAC].map((platform) => `verify--${platform}`);
    const verified = await rig.nx([
      'run-many',
      `--targets=${stages.join(',')}`,
      '--projects=honest',
      '--exclude-task-dependencies',
    ]);
    expect(statuses(verified)).toEqual(Object.fromEntries(stages.map((stage) => [`honest:${stage}`, 'failure'])));
    expect(verified.output).toMatch(
      /^nx-cross artifact-changed: .*strip\/honest: the artifact "honest" has \d+ bytes, sha256 [0-9a-f]{64}; recorded: \d+ bytes, sha256 [0-9a-f]{64}$/m,
    );
    expect(verified.output).toContain(
      'nx-cross binary-foreign: honest was built for aarch64-unknown-linux-gnu, but its architecture is x86_64, not aarch64\n',
    );
    expect(verified.output).toContain(
      'nx-cross policy-violated: honest does not start on an arm64 Mac: it is not signed\n',
    );
  });

  it('without having run where it must run', async () => {
    const published = await rig.nx(['run', 'honest:publish']);
    expect(published).toMatchObject({ exitCode: 1 });
    expect(statuses(published)).toMatchObject({ [`honest:smoke--${MAC}`]: 'failure', 'honest:publish': 'failure' });
    expect(published.output).toContain(
      'nx-cross smoke-impossible: honest must run on darwin-aarch64 before it ships, and cannot here: nothing on linux runs programs for darwin-aarch64.\n',
    );
    expect(rig.exists('dist/honest/published')).toBe(false);
  });
});

/** What a stage's folder holds; nothing where there is no folder. */
function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Changes an artifact of a stage and makes its record agree. */
function replace(folder: string, name: string, change: (file: string) => void): void {
  const file = join(folder, name);
  change(file);
  const bytes = readFileSync(file);
  const record = JSON.parse(readFileSync(join(folder, 'artifacts.json'), 'utf8')) as ArtifactRecord;
  const digest = createHash('sha256').update(bytes).digest('hex');
  const artifacts = record.artifacts.map((artifact) =>
    artifact.name === name ? { ...artifact, size: bytes.length, sha256: digest } : artifact,
  );
  writeFileSync(join(folder, 'artifacts.json'), `${JSON.stringify({ ...record, artifacts }, null, 2)}\n`);
}

function removeSignature(file: string): void {
  const script =
    'import lief, sys; binary = lief.MachO.parse(sys.argv[1]).at(0); binary.remove_signature(); binary.write(sys.argv[1])';
  execFileSync(readTestbed().oraclePython, ['-c', script, file]);
}
