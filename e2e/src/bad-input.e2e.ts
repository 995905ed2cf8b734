import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { FAILURE_CODES } from '@nx-cross/core';
import type { ArtifactRecord } from '@nx-cross/core/artifact';
import type { Finished } from '@nx-cross/testing';
import { outputOfTask, Rig } from '@nx-cross/testing';
import type { SmallUnit } from './small-unit';
import { smallUnit, smallUnits } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';
const ARM = 'aarch64-unknown-linux-gnu';
const WINDOWS = 'x86_64-pc-windows-gnu';
/** A platform that no machine of ours has Rust's std for. */
const EXOTIC = 's390x-unknown-linux-gnu';
const PLATFORMS = [HOST, ARM, WINDOWS, EXOTIC];

const HELLO: SmallUnit = { platform: HOST };

/** The codes of the messages in an output: each is one that scripts may rely on. */
function codesIn(output: string): readonly string[] {
  const codes = [...output.matchAll(/nx-cross ([a-z-]+): /g)].map(([, code]) => code ?? '');
  for (const code of codes) expect(FAILURE_CODES).toContain(code);
  return codes;
}

/** What a failed task said, without what differs from machine to machine. */
function complaintOf(run: Finished, id: string, rig: Rig): string {
  expect(run.tasks).toContainEqual({ id, status: 'failure' });
  const output = outputOfTask(run, id).replaceAll(rig.root, '<workspace>');
  expect(codesIn(output)).not.toEqual([]);
  // Distributions say more of their rustc than its commit.
  return output.replace(/for \d+\.\d+\.\d+\S*( \([^)]*\))+/, 'for <version>');
}

describe('what the graph cannot be made from', () => {
  const good = smallUnits({ good: HELLO }, PLATFORMS);
  const rig = new Rig({ files: good, pluginOptions: { platforms: PLATFORMS } });
  afterAll(() => rig.dispose());

  /** What is said to a target that is fine by itself, while these files are there. */
  async function complaint(files: Record<string, string>): Promise<string> {
    const nxJson = rig.read('nx.json');
    for (const [path, text] of Object.entries(files)) rig.write(path, text);
    const run = await rig.nx(['run', `good:package--${HOST}`]);
    for (const path of Object.keys(files)) rig.remove(path);
    rig.write('nx.json', nxJson);
    expect(run).toMatchObject({ exitCode: 1, tasks: [] });
    expect(rig.exists('dist')).toBe(false);
    return run.output;
  }
  const broken = (name: string, files: Record<string, string>) => smallUnit(name, { ...HELLO, files }, PLATFORMS);

  it('every mistake of every file, each in its place', async () => {
    const wrong = `{
  "name": "-x y",
  "profil": "release",
  "archive": { "name": "../{unit}", "files": ["../../secret"] },
  "targetCpu": "native",
  "rustflags": ["-C", "target-cpu=native"],
  "glibc": "2.x",
  "crates": { "a\\nb": ["it's \\"quoted\\""] }
}
`;
    const output = await complaint({
      ...broken('wrong', { 'nx-cross.json': wrong }),
      ...broken('unreadable', { 'nx-cross.json': '{ "name":\n' }),
      ...broken('no-manifest', { 'Cargo.toml': '[package]\nname = greeter"\n' }),
      ...broken('scripted', { 'package.json': '{ "name": "scripted", "scripts": { "package": "echo" } }' }),
      'apps/all/nx-cross.json': '{ "release": { "name": "all", "units": ["apps/renamed"] } }',
    });
    expect(output).toContain(`
  - apps/no-manifest/nx-cross.json:
      nx-cross manifest-invalid: apps/no-manifest/Cargo.toml:2:8: is not valid TOML: invalid value.
  - apps/unreadable/nx-cross.json:
      nx-cross config-unreadable: apps/unreadable/nx-cross.json:2:1: a value is expected here
  - apps/wrong/nx-cross.json:
      nx-cross config-invalid: apps/wrong/nx-cross.json:2:11: "-x y" cannot be the name of a release unit
        → write letters, digits, _, - and ., with none of - and . in front, and no . at the end
      nx-cross config-invalid: apps/wrong/nx-cross.json:3:3: unknown key "profil"
        → did you mean profile?
      nx-cross template-invalid: apps/wrong/nx-cross.json:4:24: the template names a path
        → write a name without / and \\
      nx-cross path-outside-workspace: apps/wrong/nx-cross.json:4:47: the path "../../secret" leads outside
        → write a path with / and without .., for elsewhere in the workspace {workspaceRoot}/…
      nx-cross target-cpu-native: apps/wrong/nx-cross.json:5:16: \`target-cpu=native\` binds the result to the machine that builds it
        → name a CPU that every user has, as in x86-64-v2, or leave it out
      nx-cross target-cpu-native: apps/wrong/nx-cross.json:6:23: \`target-cpu=native\` binds the result to the machine that builds it
        → name a CPU that every user has, as in x86-64-v2, or leave it out
      nx-cross config-invalid: apps/wrong/nx-cross.json:7:12: \`glibc\` must be a text like "2.17" or "none"
      nx-cross config-invalid: apps/wrong/nx-cross.json:8:15: "a\\nb" cannot be the name of a crate
        → write letters, digits, _, - and ., with none of - and . in front, and no . at the end
      nx-cross config-invalid: apps/wrong/nx-cross.json:8:24: "it's \\"quoted\\"" cannot be the name of a binary
        → write letters, digits, _, - and ., with none of - and . in front, and no . at the end
  - apps/all/nx-cross.json:
      nx-cross release-gap: apps/all/nx-cross.json: \`release.units\` names "apps/renamed", where there is no release unit.
        → The workspace's units are at: apps/good, apps/scripted.
  - apps/scripted/package.json:
      nx-cross target-taken: apps/scripted/package.json: The script \`package\` would replace nx-cross's target of the same name without a word.
        → Rename the script, or ours in nx-cross.json: "targets": { "package": "release-package" }.
`);
    expect(codesIn(output)).toHaveLength(13);
  });

  it('platforms of nx.json that there are none of', async () => {
    const platforms = ['windoes-x86_64', `${WINDOWS}.2.17`, `${ARM}.2.x`, '../evil'];
    const output = await complaint({
      'nx.json': JSON.stringify({ plugins: [{ plugin: 'nx-cross', options: { platforms } }] }),
    });
    expect(output).toContain(`
An error occurred while processing files for the nx-cross plugin.
  - nx-cross unknown-platform: nx.json: there is no platform "windoes-x86_64"
      → did you mean windows-x86_64, windows-x86_64-msvc or windows-x86_64-gnullvm?
    nx-cross glibc-floor: nx.json: x86_64-pc-windows-gnu has no glibc, so it cannot have the glibc floor 2.17
      → leave the floor out
    nx-cross glibc-floor: nx.json: "2.x" is no version of glibc
      → write major and minor, digits only, as in 2.17
    nx-cross malformed-triple: nx.json: "../evil" is not a target triple
      → write a target triple, as in aarch64-unknown-linux-gnu, or a friendly name, as in linux-aarch64
`);
    // Once, though Nx asks the plugin for nodes and for dependencies.
    expect(codesIn(output)).toHaveLength(4);
  });
});

describe('what a front door is asked for', () => {
  const rig = new Rig({ files: smallUnits({ good: HELLO }, PLATFORMS), pluginOptions: { platforms: PLATFORMS } });
  afterAll(() => rig.dispose());

  it.each([
    [
      'linux-x68_64',
      'unknown-platform: there is no platform "linux-x68_64"',
      'did you mean linux-x86_64 or linux-i686?',
    ],
    [
      '../evil',
      'malformed-triple: "../evil" is not a target triple',
      'write a target triple, as in aarch64-unknown-linux-gnu, or a friendly name, as in linux-aarch64',
    ],
  ])('--target=%s', async (target, message, hint) => {
    const run = await rig.nx(['run', 'good:package', `--target=${target}`]);
    expect(run).toMatchObject({ exitCode: 1, tasks: [{ id: 'good:package', status: 'failure' }] });
    expect(run.output).toContain(`nx-cross ${message}\n  → ${hint}\n`);
    expect(codesIn(run.output)).toHaveLength(1);
    expect(rig.exists('dist')).toBe(false);
  });
});

describe('what cannot be compiled', () => {
  const UNITS: Record<string, SmallUnit> = {
    good: HELLO,
    'wrong-code': { ...HELLO, main: 'fn main() {\n    let x: u32 = "no";\n}\n' },
    'no-crate': { ...HELLO, settings: { name: 'no-crate', crates: { 'no-crat': ['no-crate'] } } },
    'no-binary': { ...HELLO, settings: { crates: { 'no-binary': ['no-binry'] } } },
    slow: {
      ...HELLO,
      settings: { timeout: 2 },
      files: { 'build.rs': 'fn main() { std::thread::sleep(std::time::Duration::from_secs(120)); }\n' },
    },
    'no-std': { platform: EXOTIC },
    'no-zig': { platform: ARM },
    'no-mingw': { platform: WINDOWS },
    outdated: {
      ...HELLO,
      manifest: '[dependencies]\nown = { path = "own" }\n[workspace]\n',
      files: {
        'Cargo.lock': 'version = 4\n\n[[package]]\nname = "outdated"\nversion = "1.0.0"\n',
        'own/Cargo.toml': '[package]\nname = "own"\nversion = "1.0.0"\nedition = "2021"\n',
        'own/src/lib.rs': '',
      },
    },
    'own-cpu': {
      ...HELLO,
      manifest: '[workspace]\n',
      files: { '.cargo/config.toml': '[build]\nrustflags = ["-Ctarget-cpu=native"]\n' },
    },
    blocked: HELLO,
    'read-only': HELLO,
  };
  const PROGRAMS = ['sh', 'git', 'rustc', 'cc', 'ld', 'as', 'ar'];
  const rig = new Rig({ files: smallUnits(UNITS, PLATFORMS), pluginOptions: { platforms: PLATFORMS } });
  const readOnly = rig.path('dist', 'read-only');
  let run: Finished;
  let left: readonly string[];

  beforeAll(async () => {
    rig.write('dist/blocked', 'a file where a folder must be');
    mkdirSync(readOnly);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', readOnly]);
    const env = { PATH: rig.offerPrograms([...PROGRAMS, 'cargo']), NX_CROSS_TOOLS: rig.path('no-tools') };
    run = await rig.nx(['run-many', '--targets=cross-compile-all', '--parallel=1'], { env });
    left = rig.processes();
    execFileSync('umount', [readOnly]);
  });
  afterAll(() => rig.dispose());

  it.each<[string, string, string]>([
    [
      'wrong-code',
      HOST,
      `error[E0308]: mismatched types
 --> apps/wrong-code/src/main.rs:2:18
  |
2 |     let x: u32 = "no";
  |            ---   ^^^^ expected \`u32\`, found \`&str\`
  |            |
  |            expected due to this

For more information about this error, try \`rustc --explain E0308\`.
error: could not compile \`wrong-code\` (bin "wrong-code") due to 1 previous error
nx-cross compile-failed: Compiling wrong-code for ${HOST} failed (exit code 101); the compiler's own words are above.
  → To run only this: npx nx-cross plan wrong-code --target=${HOST} --shell
`,
    ],
    [
      'no-crate',
      HOST,
      `
nx-cross crate-unknown: apps/no-crate/nx-cross.json: There is no crate \`no-crat\`.
  → Did you mean no-crate?
`,
    ],
    [
      'no-binary',
      HOST,
      `
nx-cross binary-unknown: apps/no-binary/nx-cross.json: The crate \`no-binary\` has no binary \`no-binry\`.
  → Did you mean no-binary?
`,
    ],
    [
      'slow',
      HOST,
      `
nx-cross compile-timeout: Compiling slow for ${HOST} took longer than 2 seconds.
  → Raise \`timeout\` in nx-cross.json; waiting for another cargo does not count.
`,
    ],
    [
      'no-std',
      EXOTIC,
      `
nx-cross std-missing: Rust’s std for ${EXOTIC} is not installed for <version>.
  → Install Rust with rustup, then: rustup target add ${EXOTIC}
`,
    ],
    [
      'no-zig',
      ARM,
      `
nx-cross no-strategy: Nothing here can link for ${ARM}: native: the host is ${HOST}; zig: zig and cargo-zigbuild are not installed; gcc: aarch64-linux-gnu-gcc cannot hold the glibc floor 2.17.
  → npx nx-cross setup
`,
    ],
    [
      'no-mingw',
      WINDOWS,
      `
nx-cross no-strategy: Nothing here can link for ${WINDOWS}: native: the host is ${HOST}; gcc: x86_64-w64-mingw32-gcc is not on PATH.
  → sudo apt-get install gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64
`,
    ],
    [
      'outdated',
      HOST,
      `
error: cannot update the lock file <workspace>/apps/outdated/Cargo.lock because --locked was passed to prevent this
help: to generate the lock file without accessing the network, remove the --locked flag and use --offline instead.
nx-cross lockfile-outdated: Compiling outdated for ${HOST} failed: Cargo.lock does not fit the manifests any more, and \`--locked\` forbids changing it.
  → Run \`cargo update --workspace\` and commit Cargo.lock, or set \`locked\` to false.
`,
    ],
    [
      'own-cpu',
      HOST,
      `
nx-cross target-cpu-native: The flags for rustc have \`target-cpu=native\`, which binds the result to the machine that builds it.
  → Name a CPU (\`targetCpu\`), e.g. x86-64-v3; look into RUSTFLAGS and .cargo/config.toml.
`,
    ],
    [
      'blocked',
      HOST,
      `
nx-cross cannot-write: cannot write "<workspace>/dist/blocked/${HOST}/cross-compile": not a directory (ENOTDIR)
`,
    ],
    [
      'read-only',
      HOST,
      `
nx-cross cannot-write: cannot write "<workspace>/dist/read-only/${HOST}/cross-compile": read-only file system (EROFS)
  → choose a folder on a disk that can be written
`,
    ],
  ])('%s', (name, platform, message) => {
    const said = complaintOf(run, `${name}:cross-compile--${platform}`, rig);
    expect(said).toContain(message);
    expect(codesIn(said)).toHaveLength(1);
  });

  it('a timeout leaves nothing running', () => expect(left).toEqual([]));

  it('one’s failure leaves the others’ results', () => {
    // Nx 23 has 130 for a run whose own targets were skipped, as if it had been interrupted.
    expect([1, 130]).toContain(run.exitCode);
    expect(run.tasks).toContainEqual({ id: `good:cross-compile--${HOST}`, status: 'success' });
    expect(readdirSync(rig.path('dist', 'good', HOST, 'cross-compile')).sort()).toEqual(['artifacts.json', 'good']);
  });

  it('nothing half-written and nothing cached: once mended, each is built', async () => {
    expect(readdirSync(rig.path('dist', 'wrong-code', HOST, 'cross-compile'))).toEqual([]);
    const left = ['good', 'no-std', 'no-zig', 'outdated'];
    const mended = Object.keys(UNITS).filter((name) => !left.includes(name));
    for (const name of mended) {
      const files = smallUnit(name, { platform: UNITS[name]?.platform ?? HOST }, PLATFORMS);
      // `own-cpu` stays a cargo workspace of its own.
      for (const [path, text] of Object.entries(files)) if (!path.endsWith('Cargo.toml')) rig.write(path, text);
    }
    for (const path of ['apps/slow/build.rs', 'apps/own-cpu/.cargo', 'dist/blocked']) rig.remove(path);
    const again = await rig.nx(['run-many', '--targets=cross-compile-all', `--projects=${mended.join(',')}`]);
    expect(again).toMatchObject({ exitCode: 0 });
    const statuses = again.tasks.filter(({ id }) => id.includes('--')).map(({ id, status }) => `${id} ${status}`);
    expect(statuses.sort()).toEqual(
      mended.map((name) => `${name}:cross-compile--${UNITS[name]?.platform ?? HOST} success`).sort(),
    );
  });

  it.each<[string, Record<string, string>, string, string]>([
    [
      'flags of the environment that bind to this machine',
      { RUSTFLAGS: '-C target-cpu=native' },
      'target-cpu-native: The flags for rustc have `target-cpu=native`, which binds the result to the machine that builds it.',
      'Name a CPU (`targetCpu`), e.g. x86-64-v3; look into RUSTFLAGS and .cargo/config.toml.',
    ],
    [
      'a variable that no hash knows of',
      { OPENSSL_DIR: '/opt/openssl', RUSTFLAGS: '-Cdebuginfo=1' },
      'variable-undeclared: The variable OPENSSL_DIR is set and would decide what is built, and no hash knows of it.',
      'Add it to nx-cross.json: "passEnv": ["OPENSSL_DIR"]; or unset it.',
    ],
    [
      'no cargo',
      { PATH: rig.offerPrograms(PROGRAMS), RUSTFLAGS: '-Cdebuginfo=1' },
      'tool-missing: cargo is not on PATH.',
      'Install Rust with rustup, or `sudo apt-get install cargo`.',
    ],
  ])('%s', async (_, env, message, hint) => {
    const id = `good:cross-compile--${HOST}`;
    const said = complaintOf(await rig.nx(['run', id], { env }), id, rig);
    expect(said).toContain(`nx-cross ${message}\n  → ${hint}\n`);
    // The program of an earlier run would pass for this one's.
    expect(readdirSync(rig.path('dist', 'good', HOST, 'cross-compile'))).toEqual([]);
  });
});

describe('what cannot be packaged', () => {
  const UNITS: Record<string, SmallUnit> = {
    'no-files': { ...HELLO, settings: { archive: { files: ['nothing/*.md'] } } },
    'odd-names': {
      ...HELLO,
      settings: { archive: { files: ['texts/*'] } },
      files: { 'texts/-lead': '', 'texts/a "b"': '', 'texts/a\nb': '', 'texts/ü': '' },
    },
    leading: { ...HELLO, settings: { archive: { files: ['out/passwd'] } } },
    colliding: {
      ...HELLO,
      settings: {
        archive: {
          files: [
            { from: 'a.txt', to: 'x.txt' },
            { from: 'b.txt', to: 'x.txt' },
          ],
        },
      },
      files: { 'a.txt': 'a', 'b.txt': 'b' },
    },
    // Below `tests/`, where nothing is compiled: a source that changes is told of by the compile.
    changing: { ...HELLO, settings: { archive: { files: ['tests/noise'] } }, files: { 'tests/noise': '' } },
    full: { ...HELLO, settings: { archive: { files: ['noise'] } } },
    good: HELLO,
  };
  const rig = new Rig({ files: smallUnits(UNITS, PLATFORMS), pluginOptions: { platforms: PLATFORMS } });
  const output = (name: string, stage: string) => rig.path('dist', name, HOST, stage);
  const small = rig.path('dist', 'full');
  let run: Finished;

  beforeAll(async () => {
    symlinkSync('/etc', rig.path('apps/leading/out'));
    // What cannot be compressed: 16 MiB, more than the small disk has.
    for (const path of ['changing/tests/noise', 'full/noise'])
      writeFileSync(rig.path('apps', path), randomBytes(16 << 20));
    mkdirSync(small, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=14m', 'tmpfs', small]);
    const growing = setInterval(() => appendFileSync(rig.path('apps/changing/tests/noise'), 'x'), 2);
    run = await rig.nx(['run-many', '--targets=package-all', '--parallel=1']);
    clearInterval(growing);
  });
  afterAll(async () => {
    execFileSync('umount', [small]);
    await rig.dispose();
  });

  it.each<[string, string]>([
    [
      'no-files',
      `
nx-cross files-match-nothing: the item "nothing/*.md" of \`archive.files\` matches no file
  → a folder is listed as \`folder/**\`; files that start with a dot match only where the item names the dot
`,
    ],
    [
      'odd-names',
      `
nx-cross template-invalid: the path "texts/-lead" in the archive has a part with a leading dash, which programs take for an option
  → give the file another name with \`to\`, or with \`archive.binaryName\`
nx-cross template-invalid: the path "texts/a\\nb" in the archive has a character that Windows or a terminal cannot take
  → give the file another name with \`to\`, or with \`archive.binaryName\`
nx-cross template-invalid: the path "texts/a \\"b\\"" in the archive has a character that Windows or a terminal cannot take
  → give the file another name with \`to\`, or with \`archive.binaryName\`
`,
    ],
    [
      'leading',
      `
nx-cross link-outside-workspace: "out/passwd", which is to be packed, leads out of the workspace
  → copy the file into the workspace
`,
    ],
    [
      'colliding',
      `
nx-cross name-collision: the archive cannot hold both "x.txt" and "x.txt", which are "<workspace>/apps/colliding/a.txt" and "<workspace>/apps/colliding/b.txt"
  → give one of them another place with \`to\`, or another name with \`archive.binaryName\`
`,
    ],
    [
      'changing',
      `
nx-cross file-changed: "<workspace>/apps/changing/tests/noise" changed while it was packed
  → let whatever writes it finish first: list its target in \`dependsOn\`, then run the task again
`,
    ],
    [
      'full',
      `
nx-cross cannot-write: cannot write "<workspace>/dist/full/${HOST}/package/full-v1.0.0-linux-x86_64.tar.gz": no space left on device (ENOSPC)
  → free some space on this disk, then run the task again
`,
    ],
  ])('%s', (name, message) => {
    expect(complaintOf(run, `${name}:package--${HOST}`, rig)).toContain(message);
    expect(readdirSync(output(name, 'package'))).toEqual([]);
  });

  it('a time that is none', async () => {
    const id = `good:package--${HOST}`;
    expect(readdirSync(output('good', 'package'))).toContain('good-v1.0.0-linux-x86_64.tar.gz');
    const said = complaintOf(await rig.nx(['run', id], { env: { SOURCE_DATE_EPOCH: 'yesterday' } }), id, rig);
    expect(said).toContain(`
nx-cross source-date-epoch: SOURCE_DATE_EPOCH is \`yesterday\`, which is no number of seconds from 0 to 2147483647
  → unset it, or set it to a time such as \`git log -1 --format=%ct\` prints
`);
    expect(readdirSync(output('good', 'package'))).toEqual([]);
  });

  it('nothing is cached: once mended, each is packaged', async () => {
    for (const name of Object.keys(UNITS)) rig.write(`apps/${name}/nx-cross.json`, rig.read('apps/good/nx-cross.json'));
    const again = await rig.nx(['run-many', '--targets=package-all']);
    expect(again).toMatchObject({ exitCode: 0 });
    const statuses = again.tasks
      .filter(({ id }) => id.includes(':package--'))
      .map(({ id, status }) => `${id} ${status}`);
    expect(statuses.sort()).toEqual(
      Object.keys(UNITS)
        .map((name) => `${name}:package--${HOST} ${name === 'good' ? 'local-cache' : 'success'}`)
        .sort(),
    );
  });

  /** One stage alone, on what its predecessor's folder has now. */
  async function runAlone(stage: string): Promise<string> {
    const id = `good:${stage}--${HOST}`;
    const said = complaintOf(await rig.nx(['run', id, '--exclude-task-dependencies']), id, rig);
    expect(codesIn(said)).toHaveLength(1);
    expect(readdirSync(output('good', stage))).toEqual([]);
    return said;
  }

  // From the last stage to the first: one that fails leaves nothing for the next.
  it('a record that was cut short', async () => {
    truncateSync(`${output('good', 'verify')}/artifacts.json`, 20);
    expect(await runAlone('package')).toContain(`
nx-cross record-damaged: <workspace>/dist/good/${HOST}/verify/artifacts.json: not JSON: Unexpected end of JSON input
  → run the stage that leaves this record again; a target of your own must follow artifacts.schema.json
`);
  });

  it('what is no program at all', async () => {
    writeFileSync(`${output('good', 'strip')}/good`, '#!/bin/sh\n');
    recordAnew(output('good', 'strip'));
    expect(await runAlone('verify')).toContain(`
nx-cross binary-foreign: <workspace>/dist/good/${HOST}/strip/good is no ELF, Mach-O or PE binary
`);
  });

  it('a program that was cut short', async () => {
    truncateSync(`${output('good', 'cross-compile')}/good`, 1000);
    expect(await runAlone('strip')).toMatch(
      /nx-cross artifact-changed: \S+\/cross-compile\/good: the artifact "good" has 1000 bytes, sha256 \w+; recorded: \d+ bytes, sha256 \w+\n  → run the stage/,
    );
  });

  it('a program that was cut short before it was recorded', async () => {
    recordAnew(output('good', 'cross-compile'));
    expect(await runAlone('strip')).toMatch(
      /nx-cross binary-malformed: \S+\/cross-compile\/good is damaged: the section header table lies at \d+–\d+, the file ends at 1000\n  → build it again/,
    );
  });
});

/** Writes size and digest of the folder's files, as they are now, into its record. */
function recordAnew(folder: string): void {
  const file = `${folder}/artifacts.json`;
  const record = JSON.parse(readFileSync(file, 'utf8')) as ArtifactRecord;
  const artifacts = record.artifacts.map((artifact) => {
    const bytes = readFileSync(`${folder}/${artifact.path}`);
    return { ...artifact, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  writeFileSync(file, JSON.stringify({ ...record, artifacts }));
}
