import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { AggregateCreateNodesError } from '@nx/devkit';
import { createDependencies } from './create-dependencies';
import { createNodes } from './create-nodes';

const OPTIONS = {
  platforms: ['linux-x86_64-musl', 'linux-aarch64', 'darwin-aarch64'],
  groups: { linux: ['linux-*'] },
};
const ARM = 'aarch64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';
const MAC = 'aarch64-apple-darwin';

const FILES: Record<string, string> = {
  'Cargo.toml': '[workspace]\nmembers = ["apps/*", "libs/*"]\n',
  'Cargo.lock': 'version = 4\n\n[[package]]\nname = "server"\nversion = "1.0.0"\n',
  'apps/server/Cargo.toml':
    '[package]\nname = "server"\nversion = "1.0.0"\n[dependencies]\nshared = { path = "../../libs/shared" }\n',
  'apps/server/nx-cross.json': '{}',
  'apps/cli/Cargo.toml': '[package]\nname = "cli"\nversion = "1.0.0"\n',
  'apps/cli/nx-cross.json': '{}',
  'libs/shared/Cargo.toml': '[package]\nname = "shared"\nversion = "1.0.0"\n',
  'nx-cross.json': '{ "release": { "name": "acme", "units": ["apps/server", "apps/cli"] } }',
};

describe('the inferred graph', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-cross-graph-'));
    for (const [path, text] of Object.entries(FILES)) write(path, text);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  async function infer(options: unknown = OPTIONS) {
    const files = Object.keys(FILES).filter((path) => /(nx-cross\.json|Cargo\.toml)$/.test(path));
    const results = await createNodes[1](files, options, { workspaceRoot: root, nxJsonConfiguration: {} });
    return Object.assign({}, ...results.map(([, { projects }]) => projects)) as Record<
      string,
      { name: string; targets: Record<string, TargetConfiguration>; release?: object }
    >;
  }

  async function inputsOf(target: string, project = 'apps/server') {
    return JSON.stringify((await infer())[project]?.targets[target]?.inputs);
  }

  it('keeps no compile without a lock file that all share, and every other stage', async () => {
    const cached = async () => {
      const targets = (await infer())['apps/server']?.targets ?? {};
      const stages = ['cross-compile', 'strip', 'verify', 'smoke', 'package'];
      return stages.filter((stage) => targets[`${stage}--${ARM}`]?.cache === true);
    };
    expect(await cached()).toEqual(['cross-compile', 'strip', 'verify', 'smoke', 'package']);
    write('.gitignore', 'Cargo.lock\n');
    expect(await cached()).toEqual(['strip', 'verify', 'smoke', 'package']);
    rmSync(join(root, '.gitignore'));
    rmSync(join(root, 'Cargo.lock'));
    expect(await cached()).toEqual(['strip', 'verify', 'smoke', 'package']);
  });

  it('has a target-spec file among the inputs of its own platform alone', async () => {
    const spec = { 'llvm-target': 'x86_64-unknown-linux-gnu', arch: 'x86_64', os: 'linux', env: 'gnu' };
    write('targets/x86_64-acme.json', JSON.stringify(spec));
    const { targets } = (await infer({ platforms: ['./targets/x86_64-acme.json', 'linux-aarch64'] }))['apps/server']!;
    expect(targets['cross-compile--x86_64-acme']?.inputs).toContain('{workspaceRoot}/targets/x86_64-acme.json');
    expect(JSON.stringify(targets[`cross-compile--${ARM}`]?.inputs)).not.toContain('acme.json');
  });

  it('has a project for each unit, each crate of a unit and each release', async () => {
    const projects = await infer();
    expect(Object.fromEntries(Object.entries(projects).map(([folder, { name }]) => [folder, name]))).toEqual({
      '.': 'acme',
      'apps/cli': 'cli',
      'apps/server': 'server',
      'libs/shared': 'crate:shared',
    });
  });

  it('tells nx release how crates and releases get their versions, and leaves packages of npm to npm', async () => {
    const release = { version: { versionActions: 'nx-cross/release/version-actions' } };
    write('apps/cli/package.json', '{ "name": "cli" }');
    write('package.json', '{ "private": true }');
    const projects = await infer();
    expect(Object.fromEntries(Object.entries(projects).map(([root, each]) => [root, each.release]))).toEqual({
      '.': release,
      'apps/cli': undefined,
      'apps/server': release,
      'libs/shared': release,
    });
    expect(projects['.']?.targets['nx-release-publish']?.executor).toBe('nx-cross:release-publish');
  });

  it('has a task for each stage and platform, aggregates, groups and front doors', async () => {
    const projects = await infer();
    const stages = ['cross-compile', 'strip', 'verify', 'smoke', 'package'];
    expect(Object.keys(projects['apps/server']!.targets).sort()).toEqual(
      stages
        .flatMap((stage) => [
          stage,
          `${stage}-all`,
          `${stage}-all--linux`,
          ...[ARM, MUSL, MAC].map((id) => `${stage}--${id}`),
        ])
        .sort(),
    );
    expect(Object.keys(projects['.']!.targets).sort()).toEqual([
      'checksum',
      'checksum--linux',
      'checksum-all',
      'nx-release-publish',
      'publish',
      'publish--linux',
    ]);
  });

  it('gives a platform’s task the platform and nothing else, and a place of its own', async () => {
    const { targets } = (await infer())['apps/server']!;
    for (const stage of ['cross-compile', 'strip', 'verify', 'smoke', 'package']) {
      expect(targets[`${stage}--${ARM}`]).toMatchObject({
        executor: `nx-cross:${stage}`,
        options: { platform: ARM },
        cache: true,
        outputs: [`{workspaceRoot}/dist/{projectName}/${ARM}/${stage}`],
      });
      expect(Object.keys(targets[`${stage}--${ARM}`]!.options as object)).toEqual(['platform']);
    }
    expect(targets['package-all--linux']).toMatchObject({
      executor: 'nx:noop',
      dependsOn: [`package--${MUSL}`, `package--${ARM}`],
    });
  });

  it('lets a section decide the tasks of its own stage, and an override those of its platform', async () => {
    const every = async () =>
      Object.fromEntries(
        await Promise.all(
          ['cross-compile', 'strip', 'verify', 'package'].flatMap((stage) =>
            [ARM, MAC].map(async (id) => [`${stage} ${id}`, await inputsOf(`${stage}--${id}`)] as const),
          ),
        ),
      );
    const changed = async (text: string) => {
      write('apps/server/nx-cross.json', '{}');
      const before = await every();
      write('apps/server/nx-cross.json', text);
      const after = await every();
      return Object.keys(before).filter((task) => before[task] !== after[task]);
    };
    expect(await changed('{ "archive": { "wrapInDirectory": true } }')).toEqual([`package ${ARM}`, `package ${MAC}`]);
    expect(await changed('{ "strip": { "splitSymbols": true } }')).toEqual([`strip ${ARM}`, `strip ${MAC}`]);
    expect(await changed('{ "verify": { "buildPaths": true } }')).toEqual([`verify ${ARM}`, `verify ${MAC}`]);
    expect(await changed('{ "features": ["tls"] }')).toEqual([`cross-compile ${ARM}`, `cross-compile ${MAC}`]);
    expect(await changed('{ "overrides": { "darwin-*": { "optLevel": "z" } } }')).toEqual([`cross-compile ${MAC}`]);
    // The floor decides what is compiled and what is verified.
    expect(await changed('{ "glibc": "2.28" }')).toEqual([`cross-compile ${ARM}`, `verify ${ARM}`]);
  });

  it('compiles from the crate and what it depends on, and not from documents or other crates', async () => {
    const inputs = await inputsOf(`cross-compile--${ARM}`);
    expect(inputs).toContain('"{workspaceRoot}/apps/server/**/*"');
    expect(inputs).toContain('"{workspaceRoot}/libs/shared/**/*"');
    expect(inputs).toMatch(/"!\{workspaceRoot\}\/apps\/server\/\{README\*,/);
    expect(inputs).not.toContain('apps/cli');
    expect(inputs).toContain('{"externalDependencies":[]}');
    expect(inputs).toContain('{"env":"CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS"}');
  });

  it('takes what the user appends: targets, files, tools, variables', async () => {
    write(
      'apps/server/nx-cross.json',
      '{ "dependsOn": ["ui:build"], "inputs": ["{workspaceRoot}/proto/**"], "tools": ["protoc"], "passEnv": ["EDITION"] }',
    );
    const target = (await infer())['apps/server']!.targets[`cross-compile--${ARM}`]!;
    expect(target.dependsOn).toEqual(['ui:build']);
    expect(target.inputs).toEqual(
      expect.arrayContaining([
        '{workspaceRoot}/proto/**',
        { env: expect.stringMatching(/^NX_CROSS_TOOLCHAIN_[0-9a-f]{12}$/) as string },
        { env: 'EDITION' },
        { dependentTasksOutputFiles: '**/*', transitive: true },
      ]),
    );
  });

  it('packages what `archive.from` names, for each platform', async () => {
    write('apps/server/nx-cross.json', '{ "archive": { "from": "sign" } }');
    expect((await infer())['apps/server']!.targets[`package--${ARM}`]!.dependsOn).toEqual([`sign--${ARM}`]);
  });

  it('gathers a release by place', async () => {
    const { targets } = (await infer())['.']!;
    expect(targets['checksum--linux']!.dependsOn).toEqual(
      ['apps/server', 'apps/cli'].flatMap((folder) =>
        [MUSL, ARM].map((id) => ({ projects: [`directory:${folder}`], target: `package--${id}` })),
      ),
    );
    expect(targets['checksum-all']!.dependsOn).toHaveLength(6);
  });

  it('has edges by place: unit to crates, release to units', async () => {
    const projects = {
      renamed: { root: 'apps/server' },
      lib: { root: 'libs/shared' },
      cli: { root: 'apps/cli' },
      all: { root: '.' },
    };
    const edges = await createDependencies(OPTIONS, {
      workspaceRoot: root,
      projects,
      nxJsonConfiguration: {},
      externalNodes: {},
      fileMap: { projectFileMap: {}, nonProjectFiles: [] },
      filesToProcess: { projectFileMap: {}, nonProjectFiles: [] },
    });
    expect(edges.map(({ source, target }) => `${source} → ${target}`).sort()).toEqual([
      'all → cli',
      'all → renamed',
      'renamed → lib',
    ]);
  });

  it('names targets as the unit wants, in every place', async () => {
    write('apps/cli/nx-cross.json', '{ "targets": { "package": "archive" } }');
    const projects = await infer();
    expect(Object.keys(projects['apps/cli']!.targets)).toContain(`archive--${ARM}`);
    expect(projects['.']!.targets['checksum-all']!.dependsOn).toContainEqual({
      projects: ['directory:apps/cli'],
      target: `archive--${ARM}`,
    });
  });

  async function failures(): Promise<string[]> {
    try {
      await infer();
      return [];
    } catch (error) {
      if (!(error instanceof AggregateCreateNodesError)) throw error;
      return error.errors.map(([file, { message }]) => `${file}: ${message}`);
    }
  }

  it('tells of every wrong file at once, each with its place', async () => {
    write('apps/server/nx-cross.json', '{\n  "strategy": "zigg"\n}');
    write('apps/cli/nx-cross.json', '{ "exlude": [] }');
    const told = await failures();
    expect(told).toHaveLength(3);
    expect(told[0]).toContain('nx-cross config-invalid: apps/server/nx-cross.json:2:');
    expect(told[1]).toContain('exclude');
    expect(told[2]).toContain('`release.units` names "apps/server", where there is no release unit.');
  });

  it('does not let a script of package.json take a target’s place in silence', async () => {
    write('apps/server/package.json', '{ "name": "x", "scripts": { "package": "tar c ." } }');
    expect(await failures()).toEqual([
      "apps/server/package.json: nx-cross target-taken: apps/server/package.json: The script `package` would replace nx-cross's target of the same name without a word.\n" +
        '  → Rename the script, or ours in nx-cross.json: "targets": { "package": "release-package" }.',
    ]);
  });
});
