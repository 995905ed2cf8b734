import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, utimesSync } from 'node:fs';
import { Rig } from '@nx-cross/testing';

const HOST = 'x86_64-unknown-linux-gnu';

/** Reads much and tells cargo of nothing but itself: what cargo would take from an earlier build is then old. */
const SILENT_SCRIPT = `fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let word = std::env::var("WORD").unwrap_or_default();
    let data = std::fs::read_to_string("data.txt").unwrap();
    let made = std::fs::read_to_string("../../web/made/page.txt").unwrap_or_default();
    let shared = std::fs::read_to_string("../../proto/shared.txt").unwrap();
    let tool = std::process::Command::new("tool-of-ours").arg("--version").output().unwrap().stdout;
    let tool = String::from_utf8(tool).unwrap();
    println!("cargo:rustc-env=SAID={}|{}|{}|{}|{}", word.trim(), data.trim(), made.trim(), shared.trim(), tool.trim());
}
`;

const unit = (name: string, feature: string) => ({
  [`units/${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n[[bin]]\nname = "same"\npath = "main.rs"\n`,
  [`units/${name}/main.rs`]: `fn main() { println!("${feature}"); }\n`,
  [`units/${name}/nx-cross.json`]: '{}',
});

const FILES = {
  '.gitignore': 'node_modules\ndist\ntarget\n.nx\n.rig\nmade\n',
  'Cargo.toml': '[workspace]\nmembers = ["apps/*", "units/*"]\nresolver = "2"\n[profile.release]\nopt-level = 0\n',
  'Cargo.lock': `version = 4\n${['one', 'silent', 'two'].map((name) => `\n[[package]]\nname = "${name}"\nversion = "1.0.0"\n`).join('')}`,
  'apps/silent/Cargo.toml': '[package]\nname = "silent"\nversion = "1.0.0"\nedition = "2021"\n',
  'apps/silent/build.rs': SILENT_SCRIPT,
  'apps/silent/data.txt': 'data-1',
  'apps/silent/src/main.rs': 'mod part;\nfn main() { println!("{}|{}", env!("SAID"), part::PART); }\n',
  'apps/silent/src/part.rs': 'pub const PART: &str = "part-1";\n',
  'apps/silent/nx-cross.json': JSON.stringify({
    passEnv: ['WORD'],
    tools: ['tool-of-ours'],
    inputs: ['{workspaceRoot}/proto/**'],
    dependsOn: ['web:make'],
  }),
  'proto/shared.txt': 'shared-1',
  'web/source.txt': 'page-1',
  'web/make.cjs':
    "const fs = require('fs'); fs.mkdirSync('web/made', { recursive: true }); fs.copyFileSync('web/source.txt', 'web/made/page.txt');",
  'web/project.json': JSON.stringify({
    name: 'web',
    targets: {
      make: {
        executor: 'nx:run-commands',
        cache: true,
        inputs: ['{projectRoot}/source.txt'],
        outputs: ['{projectRoot}/made'],
        options: { command: 'node web/make.cjs' },
      },
    },
  }),
  ...unit('one', 'first'),
  ...unit('two', 'second'),
  'units/one/build.rs': 'fn main() {}\n',
};

describe('what cargo would take from an earlier build', () => {
  const rig = new Rig({ files: FILES, pluginOptions: { platforms: ['linux-x86_64', 'linux-x86_64-musl'] } });
  const tools = rig.path('.rig', 'tools');
  const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}`, WORD: 'word-1' };
  beforeAll(() => {
    mkdirSync(tools, { recursive: true });
    installTool('tool-1');
  });
  afterAll(() => rig.dispose());

  function installTool(version: string): void {
    rig.write('.rig/tools/tool-of-ours', `#!/bin/sh\necho ${version}\n`);
    chmodSync(rig.path('.rig/tools/tool-of-ours'), 0o755);
  }

  async function built(more: Record<string, string> = {}): Promise<string> {
    const run = await rig.nx(['run', `silent:cross-compile--${HOST}`], { env: { ...env, ...more } });
    if (run.exitCode !== 0) throw new Error(run.output);
    return execFileSync(rig.path('dist', 'silent', HOST, 'cross-compile', 'silent'), { encoding: 'utf8' }).trim();
  }

  it('is made anew when anything that a silent build script reads has changed', async () => {
    expect(await built()).toBe('word-1|data-1|page-1|shared-1|tool-1|part-1');
    expect(await built({ WORD: 'word-2' })).toBe('word-2|data-1|page-1|shared-1|tool-1|part-1');
    rig.write('apps/silent/data.txt', 'data-2');
    expect(await built()).toBe('word-1|data-2|page-1|shared-1|tool-1|part-1');
    rig.write('proto/shared.txt', 'shared-2');
    expect(await built()).toBe('word-1|data-2|page-1|shared-2|tool-1|part-1');
    rig.write('web/source.txt', 'page-2');
    expect(await built()).toBe('word-1|data-2|page-2|shared-2|tool-1|part-1');
    installTool('tool-2');
    expect(await built()).toBe('word-1|data-2|page-2|shared-2|tool-2|part-1');
  });

  it('is made anew of a source that was restored with an older time', async () => {
    rig.write('apps/silent/src/part.rs', 'pub const PART: &str = "part-2";\n');
    const old = new Date('2001-01-01');
    utimesSync(rig.path('apps/silent/src/part.rs'), old, old);
    expect(await built()).toMatch(/\|part-2$/);
  });

  it('is not another unit’s binary of the same name', async () => {
    const run = await rig.nx(['run-many', '--targets=cross-compile-all', '--projects=one,two', '--parallel=2'], {
      env,
    });
    expect(run.exitCode).toBe(0);
    const said = ['one', 'two'].map((name) =>
      execFileSync(rig.path('dist', name, HOST, 'cross-compile', 'same'), { encoding: 'utf8' }).trim(),
    );
    expect(said).toEqual(['first', 'second']);
  });

  it('is not what the host’s part of a unit was compiled for, for another platform', async () => {
    const build = () => rig.nx(['run-many', '--targets=cross-compile-all', '--projects=one', '--parallel=1'], { env });
    expect(await build()).toMatchObject({ exitCode: 0 });
    rig.write('units/one/build.rs', 'fn main() { println!("cargo:rerun-if-changed=build.rs"); }\n');
    expect(await build()).toMatchObject({ exitCode: 0 });
  });

  it('is told of by why', async () => {
    const why = (more: Record<string, string> = {}) =>
      rig.cli(['why', 'silent', '--target=linux-x86_64'], { env: { ...env, ...more } });
    await built();
    expect(await why()).toEqual({
      exitCode: 0,
      output: 'silent for linux-x86_64: a hit, nothing would be compiled.',
    });
    rig.write('apps/silent/data.txt', 'data-3');
    installTool('tool-3');
    expect(await why({ WORD: 'word-3' })).toEqual({
      exitCode: 0,
      output: `silent for linux-x86_64: would be compiled. Since it was last compiled here:
  apps/silent/data.txt  changed
  tool-of-ours          tool-2 → tool-3
  WORD                  changed`,
    });
    // Asking changes nothing: no failure is noted, and nothing is compiled.
    expect(execFileSync(rig.path('dist', 'silent', HOST, 'cross-compile', 'silent'), { encoding: 'utf8' })).toContain(
      'data-2',
    );
    expect(await built({ WORD: 'word-3' })).toContain('data-3');
    expect((await why({ WORD: 'word-3' })).output).toContain('a hit');
  });
});
