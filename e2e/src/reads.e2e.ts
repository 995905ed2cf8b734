import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finished } from '@nx-cross/testing';
import { outputOfTask, Rig } from '@nx-cross/testing';
import type { SmallUnit } from './small-unit';
import { smallUnits } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';
const PLATFORMS = [HOST, MUSL];

const elsewhere = mkdtempSync(join(tmpdir(), 'nx-cross-elsewhere-'));
writeFileSync(join(elsewhere, 'words.txt'), 'hello\n');

const task = (name: string, platform = HOST) => `${name}:cross-compile--${platform}`;
const script = (body: string) => ({ 'build.rs': `fn main() { ${body} }\n` });

interface Refused extends SmallUnit {
  readonly name: string;
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

const OLD = 'after an edit of it the cache would give the old binary.';

const REFUSED: readonly Refused[] = [
  {
    name: 'home',
    platform: HOST,
    main: 'fn main() { println!("{}", env!("HOME")); }\n',
    code: 'variable-undeclared',
    sentence: 'apps/home compiles in the variable HOME, which is another on each machine and in no hash.',
    hint: 'Add it to apps/home/nx-cross.json: "passEnv": ["HOME"]; its value is then hashed.',
  },
  {
    name: 'greeted',
    platform: HOST,
    main: 'fn main() { println!("{:?}", option_env!("GREETING")); }\n',
    code: 'variable-undeclared',
    sentence: 'apps/greeted reads the variable GREETING; it is set, and does not reach the build.',
    hint: 'Add it to apps/greeted/nx-cross.json: "passEnv": ["GREETING"]; its value is then hashed.',
  },
  {
    name: 'asked',
    platform: HOST,
    files: script('println!("cargo::rerun-if-env-changed=GREETING");'),
    code: 'variable-undeclared',
    sentence: 'The build script of apps/asked reads the variable GREETING; it is set, and does not reach the build.',
    hint: 'Add it to apps/asked/nx-cross.json: "passEnv": ["GREETING"]; its value is then hashed.',
  },
  {
    name: 'protos',
    platform: HOST,
    files: script('println!("cargo:rerun-if-changed=../../proto");'),
    code: 'input-undeclared',
    sentence: `The build script reads the folder proto, in which proto/deep/a.proto is no input of the task: ${OLD}`,
    hint: 'Add it to apps/protos/nx-cross.json: "inputs": ["{workspaceRoot}/proto/**/*"].',
  },
  {
    name: 'ignored',
    platform: HOST,
    main: 'fn main() { println!("{}", include_str!("local.txt")); }\n',
    files: { 'src/local.txt': 'mine\n' },
    code: 'input-undeclared',
    sentence: `The compiler read apps/ignored/src/local.txt, which is no input of the task: ${OLD}`,
    hint: 'Git ignores it, and so does Nx: name the target that makes it, "dependsOn": ["<project>:<target>"]; what a build script makes belongs into OUT_DIR.',
  },
  {
    name: 'outside',
    platform: HOST,
    main: `fn main() { println!("{}", include_str!("${elsewhere}/words.txt")); }\n`,
    code: 'path-outside-workspace',
    sentence: `The compiler read ${elsewhere}/words.txt, outside of the workspace, where no hash sees it.`,
    hint: 'Move it into the workspace, or depend on a published or git version of the crate that it belongs to.',
  },
  {
    name: 'searcher',
    platform: HOST,
    files: script(`println!("cargo:rerun-if-changed=${elsewhere}/words.txt");`),
    code: 'path-outside-workspace',
    sentence: `The build script read ${elsewhere}/words.txt, outside of the workspace, where no hash sees it.`,
    hint: 'Move it into the workspace, or depend on a published or git version of the crate that it belongs to.',
  },
  {
    name: 'linked',
    platform: HOST,
    main: 'fn main() { println!("{}", include_str!("deep/a.proto")); }\n',
    code: 'input-undeclared',
    sentence: `The compiler read proto/deep/a.proto, which is no input of the task: ${OLD}`,
    hint: 'Add it to apps/linked/nx-cross.json: "inputs": ["{workspaceRoot}/proto/deep/a.proto"].',
  },
  {
    name: 'linked-out',
    platform: HOST,
    main: 'fn main() { println!("{}", include_str!("elsewhere/words.txt")); }\n',
    code: 'path-outside-workspace',
    sentence: `The compiler read ${elsewhere}/words.txt, outside of the workspace, where no hash sees it.`,
    hint: 'Move it into the workspace, or depend on a published or git version of the crate that it belongs to.',
  },
  {
    name: 'maker',
    platform: HOST,
    files: script('std::fs::write("src/made.rs", "// made").unwrap();'),
    code: 'input-changed',
    sentence:
      'apps/maker/src/made.rs was made while it was compiled: the binary is made of another content than the task’s hash.',
    hint: 'Run it again. Where a build script did it: let it write into OUT_DIR.',
  },
  {
    name: 'editor',
    platform: HOST,
    files: { 'src/words.txt': '', ...script('std::fs::write("src/words.txt", "edited").unwrap();') },
    code: 'input-changed',
    sentence:
      'apps/editor/src/words.txt was changed while it was compiled: the binary is made of another content than the task’s hash.',
    hint: 'Run it again. Where a build script did it: let it write into OUT_DIR.',
  },
  {
    name: 'late',
    platform: HOST,
    settings: { dependsOn: ['web:undeclared'] },
    files: { 'src/page.txt': 'older\n' },
    code: 'input-changed',
    sentence:
      'apps/late/src/page.txt was written after Nx had begun to hash: the task’s hash may be that of an older content.',
    hint: 'Run it again. Where a task writes it: name that task in `dependsOn`, and the file in its `outputs`.',
  },
];

/** What looks like the above and is none of it. */
const PASSING: Readonly<Record<string, SmallUnit>> = {
  // A crate of crates.io whose build script asks for a variable that is set, and which no one of the workspace knows.
  published: { platform: HOST, manifest: '[dependencies]\nlibc = "0.2"\n' },
  told: {
    platform: HOST,
    settings: { passEnv: ['GREETING'] },
    main: 'fn main() { println!("{}", env!("GREETING")); }\n',
  },
  fixed: {
    platform: HOST,
    settings: { env: { USER: 'nobody' } },
    main: 'fn main() { println!("{}", env!("USER")); }\n',
  },
  scripted: {
    platform: HOST,
    main: 'fn main() { println!("{} {}", env!("GREETING"), env!("CARGO_PKG_NAME")); }\n',
    files: script('println!("cargo:rustc-env=GREETING=own"); println!("cargo:rerun-if-env-changed=TARGET");'),
  },
  headers: { platform: HOST, files: script('println!("cargo:rerun-if-changed=/usr/include/stdio.h");') },
  itself: { platform: HOST, files: { 'README.md': '# itself\n', ...script('println!("cargo:rerun-if-changed=.");') } },
  paged: {
    platform: HOST,
    settings: { dependsOn: ['web:declared'] },
    main: 'fn main() { println!("{}", include_str!("page.txt")); }\n',
    files: { 'src/page.txt': 'older\n' },
  },
};

/** Writes again what is there, for each platform anew. */
const REWRITER: SmallUnit = {
  platform: '',
  settings: { exclude: [] },
  files: { 'src/same.rs': '// same\n', ...script('std::fs::write("src/same.rs", "// same\\n").unwrap();') },
};

const write = (text: string, file: string) => `node -e "require('fs').writeFileSync('${file}', '${text}')"`;
const run = (command: string) => ({ executor: 'nx:run-commands', options: { command } });

const FILES = {
  ...smallUnits(
    { ...Object.fromEntries(REFUSED.map((each) => [each.name, each])), ...PASSING, rewriter: REWRITER },
    PLATFORMS,
  ),
  '.gitignore': 'node_modules\ndist\ntarget\n.nx\n.rig\nlocal.txt\n',
  'proto/deep/a.proto': 'syntax = "proto3";\n',
  'web/project.json': JSON.stringify({
    name: 'web',
    targets: {
      undeclared: run(write('newer', 'apps/late/src/page.txt')),
      declared: {
        ...run(write('newer', 'apps/paged/src/page.txt')),
        outputs: ['{workspaceRoot}/apps/paged/src/page.txt'],
      },
    },
  }),
};

describe('what was read, against what was declared', () => {
  const rig = new Rig({ files: FILES, pluginOptions: { platforms: PLATFORMS } });
  const env = { GREETING: 'good day', RUST_LIBC_UNSTABLE_FREEBSD_VERSION: '13', CI: 'true' };
  const folder = (name: string, platform = HOST) => rig.path('dist', name, platform, 'cross-compile');
  const nx = (names: readonly string[], ...words: string[]) =>
    rig.nx(['run-many', '--targets=cross-compile-all', `--projects=${names.join(',')}`, ...words], { env });
  afterAll(() => {
    rmSync(elsewhere, { recursive: true });
    return rig.dispose();
  });

  beforeAll(async () => {
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    symlinkSync('../../../proto/deep', rig.path('apps/linked/src/deep'));
    symlinkSync(elsewhere, rig.path('apps/linked-out/src/elsewhere'));
    execFileSync('cargo', ['generate-lockfile', '--quiet'], { cwd: rig.root });
  });

  describe('is refused', () => {
    let finished: Finished;
    beforeAll(async () => {
      finished = await nx(REFUSED.map(({ name }) => name));
    });

    it.each(REFUSED)('$name: $code', ({ name, code, sentence, hint }) => {
      expect(finished.tasks).toContainEqual({ id: task(name), status: 'failure' });
      expect(outputOfTask(finished, task(name))).toContain(`nx-cross ${code}: ${sentence}\n  → ${hint}\n`);
      expect(existsSync(folder(name)) ? readdirSync(folder(name)) : []).toEqual([]);
    });

    it('and a variable that is not set is none that counts', async () => {
      const again = await rig.nx(['run', task('greeted')]);
      expect(again).toMatchObject({ exitCode: 0 });
    });
  });

  describe('is accepted', () => {
    it('where it is declared, fixed or nobody’s', async () => {
      const finished = await nx(Object.keys(PASSING));
      const failed = finished.tasks
        .filter(({ status }) => status === 'failure')
        .map(({ id }) => outputOfTask(finished, id));
      expect(failed).toEqual([]);
      expect(finished).toMatchObject({ exitCode: 0 });
      const says = (name: string) => execFileSync(join(folder(name), name), { encoding: 'utf8' }).trim();
      expect(['told', 'fixed', 'scripted', 'paged'].map(says)).toEqual(['good day', 'nobody', 'own scripted', 'newer']);
    });

    it.each(['--parallel=1', '--parallel=2'])(
      'where a build script writes again what is there: %s',
      async (parallel) => {
        const finished = await nx(['rewriter'], parallel, '--skip-nx-cache');
        expect(finished.output).not.toContain('input-changed');
        expect(finished.tasks.filter(({ status }) => status === 'success')).toHaveLength(3);
      },
    );
  });

  it('is compiled anew each time, and says so, without a lock file that all share', async () => {
    const lock = rig.read('Cargo.lock');
    rig.append('.gitignore', 'Cargo.lock\n');
    const says = 'not cached: git ignores Cargo.lock, so each checkout has its own; commit it';
    const packages = (status: string) => [
      { id: task('told'), status: 'success' },
      { id: `told:strip--${HOST}`, status },
    ];
    const first = await rig.nx(['run', `told:strip--${HOST}`], { env });
    expect(first.tasks).toEqual(expect.arrayContaining(packages('success')));
    expect(first.output).toContain(says);
    const second = await rig.nx(['run', `told:strip--${HOST}`], { env });
    expect(second.tasks).toEqual(expect.arrayContaining([packages('success')[0]!]));
    expect(second.tasks.find(({ id }) => id.includes('strip'))?.status).toMatch(/^local-cache/);
    rig.remove('Cargo.lock');
    const without = await rig.nx(['run', task('told')], { env });
    expect(without.output).toContain(
      'not cached: there was no Cargo.lock; make it with cargo generate-lockfile, and commit it',
    );
    rig.write('Cargo.lock', lock);
  });
});

describe('what cargo finds above Nx’s root', () => {
  const CRATE = (name: string) => `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n`;
  const app = (name: string, manifest: string) => ({
    [`inner/apps/${name}/Cargo.toml`]: `${CRATE(name)}${manifest}`,
    [`inner/apps/${name}/src/main.rs`]: 'fn main() { println!("{}", itoa::words()); }\n',
    [`inner/apps/${name}/nx-cross.json`]: '{}',
  });
  const ITOA = '[dependencies]\nitoa = "1.0.14"\n';
  const rig = new Rig({
    files: {
      // Nx's root is `inner`.
      'Cargo.toml': '[workspace]\nmembers = ["inner/apps/member"]\nresolver = "2"\n',
      '.cargo/config.toml': '[patch.crates-io]\nitoa = { path = "itoa" }\n',
      'itoa/Cargo.toml': CRATE('itoa').replace('1.0.0', '1.0.14'),
      'itoa/src/lib.rs': 'pub fn words() -> &\'static str { "outer" }\n',
      ...app('member', ''),
      ...app('patched', `${ITOA}[workspace]\n`),
      'inner/apps/member/src/main.rs': 'fn main() {}\n',
      'inner/nx.json': JSON.stringify({ plugins: [{ plugin: 'nx-cross', options: { platforms: [HOST] } }] }),
      'inner/.gitignore': 'dist\ntarget\n.nx\n',
    },
  });
  const run = (name: string) => rig.nx(['run', task(name)], { cwd: rig.path('inner') });
  afterAll(() => rig.dispose());

  it('the root of a workspace: the compile is refused, the graph is not', async () => {
    const finished = await run('member');
    expect(finished.exitCode).toBe(1);
    expect(finished.output).toContain(
      `nx-cross path-outside-workspace: apps/member/Cargo.toml: Cargo takes ${rig.path('Cargo.toml')} for the root of its workspace, above Nx’s root, where no hash sees lock file, profiles and patches.\n` +
        '  → Move nx.json into that folder; or part the two: [workspace] in a Cargo.toml of this workspace, or `exclude` in that one.\n',
    );
    const shown = await rig.nx(['show', 'projects'], { cwd: rig.path('inner') });
    expect(shown).toMatchObject({ exitCode: 0 });
    expect(shown.output).toContain('member');
  });

  it('a configuration that patches in a folder beside it: its sources are told of', async () => {
    const finished = await run('patched');
    expect(finished.exitCode).toBe(1);
    expect(finished.output).toContain(
      `nx-cross path-outside-workspace: The compiler read ${rig.path('itoa/src/lib.rs')}, outside of the workspace, where no hash sees it.`,
    );
  });
});
