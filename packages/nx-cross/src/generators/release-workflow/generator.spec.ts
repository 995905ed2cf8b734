import type { PackageManager, Tree } from '@nx/devkit';
import { logger } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parse } from 'yaml';
import { projectGenerator } from '../project/generator';
import { versionOf } from './actions';
import { releaseWorkflowGenerator } from './generator';
import type { ReleaseWorkflowGeneratorSchema } from './schema';

interface Job {
  readonly needs?: string | string[];
  readonly 'runs-on': string;
  readonly permissions?: Record<string, string>;
  readonly strategy?: { readonly matrix: { readonly include: Record<string, unknown>[] } };
  readonly steps: { readonly name?: string; readonly uses?: string; readonly run?: string; readonly with?: object }[];
}

interface Workflow {
  readonly on: { readonly push: { readonly tags: string[] } };
  readonly permissions: object;
  readonly jobs: Record<string, Job>;
}

const FILE = '.github/workflows/release.yml';
const GITHUB = { channels: [{ channel: 'github' }] };

describe('release-workflow', () => {
  let tree: Tree;
  beforeEach(async () => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    jest.spyOn(logger, 'warn').mockImplementation();
    platforms('linux-x86_64', 'linux-aarch64', 'windows-x86_64', 'darwin-aarch64');
    tree.write('Cargo.toml', '[workspace]\nmembers = ["apps/*"]\n');
    for (const name of ['server', 'cli']) {
      tree.write(`apps/${name}/Cargo.toml`, `[package]\nname = "${name}"\nversion = "1.0.0"\n`);
      tree.write(`apps/${name}/src/main.rs`, '');
      await projectGenerator(tree, { crate: name, skipFormat: true });
    }
    release({ name: 'acme', units: ['apps/server', 'apps/cli'], ...GITHUB });
  });
  afterEach(() => jest.restoreAllMocks());

  function platforms(...names: string[]): void {
    nxJson({}, { platforms: names });
  }
  function nxJson(more: object, options: object = { platforms: ['linux-x86_64', 'darwin-aarch64'] }): void {
    tree.write('nx.json', JSON.stringify({ ...more, plugins: [{ plugin: 'nx-cross', options }] }));
  }
  const release = (section: object) => tree.write('nx-cross.json', JSON.stringify({ release: section }));
  const unit = (name: string, file: object) => tree.write(`apps/${name}/nx-cross.json`, JSON.stringify(file));
  async function run(schema: ReleaseWorkflowGeneratorSchema = {}, manager: PackageManager = 'npm'): Promise<string> {
    await releaseWorkflowGenerator(tree, { skipFormat: true, ...schema }, manager);
    return tree.read(FILE, 'utf-8') ?? '';
  }
  const workflow = async (schema?: ReleaseWorkflowGeneratorSchema, manager?: PackageManager) =>
    parse(await run(schema, manager)) as Workflow;
  const rows = ({ jobs }: Workflow) => jobs['build']?.strategy?.matrix.include ?? [];
  const lines = (job: Job | undefined) => job?.steps.flatMap(({ run: line }) => line ?? []);
  const mistake = (schema?: ReleaseWorkflowGeneratorSchema, manager?: PackageManager) =>
    run(schema, manager).then(
      () => 'no error',
      ({ message, hint }: { message: string; hint?: string }) => `${message} → ${hint ?? ''}`,
    );

  it('has a job for each platform, on the machine that links for it', async () => {
    unit('cli', { exclude: ['windows-*'], overrides: { 'darwin-*': { strategy: ['native'] } } });
    expect(rows(await workflow())).toEqual([
      row('linux-x86_64', 'x86_64-unknown-linux-gnu', 'ubuntu-24.04', 'server,cli'),
      row('linux-aarch64', 'aarch64-unknown-linux-gnu', 'ubuntu-24.04', 'server,cli'),
      {
        ...row('windows-x86_64', 'x86_64-pc-windows-gnu', 'ubuntu-24.04', 'server'),
        packages: 'g++-mingw-w64-x86-64 gcc-mingw-w64-x86-64',
      },
      row('darwin-aarch64', 'aarch64-apple-darwin', 'ubuntu-24.04', 'server'),
      row('darwin-aarch64', 'aarch64-apple-darwin', 'macos-15', 'cli'),
    ]);
  });

  const row = (platform: string, triple: string, runner: string, projects: string) => {
    return { platform, triple, runner, projects, targets: `verify--${triple}` };
  };

  it('asks first, builds then, and publishes last, each with the rights that it needs', async () => {
    const { jobs, permissions } = await workflow();
    expect(Object.entries(jobs).map(([name, job]) => [name, job.needs, job.permissions])).toEqual([
      ['preflight', undefined, undefined],
      ['build', 'preflight', undefined],
      ['release', ['build'], { contents: 'write', 'id-token': 'write', attestations: 'write' }],
    ]);
    expect(permissions).toEqual({ contents: 'read' });
    expect(lines(jobs['release'])).toEqual([
      'npm ci',
      'npx nx-cross import dist/stages',
      'npx nx run acme:publish --dry-run',
      'npx nx run acme:checksum-all',
      'npx nx run acme:publish',
    ]);
  });

  it('pins every action by a commit, with its version behind it', async () => {
    const text = await run();
    const uses = text.split('\n').filter((line) => line.includes('uses:'));
    expect(uses).toHaveLength(9);
    for (const line of uses) {
      const [, action = '', version] = /uses: (\S+@[0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/.exec(line) ?? [];
      expect(version).toBe(versionOf(action));
      expect(version).toBeDefined();
    }
  });

  it('runs no line that has an expression in it: a name of a branch or a tag would be a program', async () => {
    const { jobs } = await workflow({ packages: ['clang'] });
    for (const line of Object.values(jobs).flatMap((job) => lines(job) ?? [])) expect(line).not.toContain('${{');
  });

  it('says everything where it stands: no anchor leads elsewhere', async () => {
    expect(await run()).not.toMatch(/[&*]a1/);
  });

  it('asks nobody where folders are published, needs no rights, and keeps the folder', async () => {
    release({ name: 'acme', units: ['apps/server', 'apps/cli'] });
    const { jobs } = await workflow();
    expect(Object.keys(jobs)).toEqual(['build', 'release']);
    expect(jobs['release']?.permissions).toBeUndefined();
    expect(jobs['release']?.steps.at(-1)?.with).toEqual({ name: 'acme', path: 'dist/acme/published' });
  });

  it('is the same text for the same workspace, and with a platform more differs by its row', async () => {
    const first = await run({ packages: ['clang'] });
    expect(await run()).toBe(first);
    platforms('linux-x86_64', 'linux-aarch64', 'windows-x86_64', 'darwin-aarch64', 'linux-x86_64-musl');
    const second = await run();
    const added = second.split('\n').filter((line) => !first.split('\n').includes(line));
    expect(added.join('\n')).toMatch(/^ +- platform: linux-x86_64-musl\n +triple: [^\n]+\n +targets: [^\n]+$/);
    expect(second.split('\n').filter((line, index) => first.split('\n')[index] === line).length).toBeGreaterThan(50);
  });

  it.each([
    ['v{version}', 'v[0-9]+.[0-9]+.[0-9]+*'],
    ['{name}/v{version}', 'acme/v[0-9]+.[0-9]+.[0-9]+*'],
    ['c++-{version}!', 'c\\+\\+-[0-9]+.[0-9]+.[0-9]+*\\!'],
  ])('starts with a tag of the form %s', async (tag, pattern) => {
    release({ name: 'acme', units: ['apps/server', 'apps/cli'], tag });
    expect((await workflow()).on.push.tags).toEqual([pattern]);
  });

  it.each([
    ['npm', ['npm ci', 'npx nx run acme:preflight'], undefined],
    ['pnpm', ['corepack enable', 'pnpm install --frozen-lockfile', 'pnpm exec nx run acme:preflight'], undefined],
    ['yarn', ['corepack enable', 'yarn install --immutable', 'yarn nx run acme:preflight'], undefined],
    [
      'yarn',
      ['corepack enable', 'yarn install --frozen-lockfile', 'yarn nx run acme:preflight'],
      '# yarn lockfile v1\n',
    ],
  ] as const)('installs by %s', async (manager, expected, lock) => {
    if (lock !== undefined) tree.write('yarn.lock', lock);
    expect(lines((await workflow({}, manager)).jobs['preflight'])).toEqual(expected);
  });

  it('takes the workspace’s Node, and its names of targets', async () => {
    tree.write('.nvmrc', '22');
    unit('server', { targets: { verify: 'check' }, archive: { from: 'sign' } });
    unit('cli', { exclude: ['linux-*'] });
    const made = await workflow();
    const { jobs } = made;
    expect(jobs['build']?.steps[1]?.with).toMatchObject({ 'node-version-file': '.nvmrc' });
    expect(rows(made)[0]?.['targets']).toBe('check--x86_64-unknown-linux-gnu,package--x86_64-unknown-linux-gnu');
    expect(jobs['build']?.steps.at(-1)?.with).toMatchObject({
      path: 'dist/*/${{ matrix.triple }}/verify\ndist/*/${{ matrix.triple }}/package',
    });
  });

  it('installs where it publishes what runs the programs that must run', async () => {
    unit('server', { smoke: { required: ['linux-*', 'windows-*'] } });
    const step = (await workflow()).jobs['release']?.steps.find(({ name }) => name === 'Packages of Ubuntu');
    expect(step).toMatchObject({ env: { PACKAGES: 'libc6-arm64-cross qemu-user-static wine64' } });
  });

  it('builds in containers on GitHub’s runners, with the workspace’s own image first', async () => {
    tree.write('tools/builder/Dockerfile', '# nx g nx-cross:builder-image --name=localhost/b\n');
    nxJson(
      {},
      { platforms: ['linux-x86_64'], environments: ['container'], container: { images: { '*': 'localhost/b:1' } } },
    );
    const made = await workflow();
    expect(rows(made)).toMatchObject([{ runner: 'ubuntu-24.04', container: true }]);
    expect(lines(made.jobs['build'])).toContain('npx nx run builder:image');
  });

  describe('in a workspace with Nx Cloud', () => {
    it('has agents do what Linux can, and jobs the rest; both hand over the same way', async () => {
      nxJson({ nxCloudId: '0123' });
      unit('cli', { overrides: { 'darwin-*': { strategy: ['native'] } } });
      const made = await workflow();
      expect(rows(made).map(({ runner, projects }) => [runner, projects])).toEqual([['macos-15', 'cli']]);
      expect(made.jobs['release']?.needs).toEqual(['agents', 'build']);
      expect(lines(made.jobs['agents'])).toEqual([
        'npx nx-cloud start-ci-run --distribute-on=.nx/workflows/nx-cross-release.yaml',
        'npm ci',
        'npx nx run-many --targets=verify--x86_64-unknown-linux-gnu,verify--aarch64-apple-darwin --projects=server,cli',
        'npx nx-cloud stop-all-agents',
      ]);
      const templates = tree.read('.nx/workflows/nx-cross-release-agents.yaml', 'utf-8') ?? '';
      expect(templates).toContain('npx nx-cross setup --target=linux-x86_64,darwin-aarch64');
      const distribution = parse(tree.read('.nx/workflows/nx-cross-release.yaml', 'utf-8') ?? '') as object;
      expect(distribution).toMatchObject({ 'distribute-on': { default: '2 nx-cross-release' } });
    });

    it('has none where it is never to be connected', async () => {
      nxJson({ nxCloudId: '0123', neverConnectToCloud: true });
      expect(Object.keys((await workflow()).jobs)).toEqual(['preflight', 'build', 'release']);
    });
  });

  describe('is refused', () => {
    it.each<[string, () => void, ReleaseWorkflowGeneratorSchema, RegExp]>([
      [
        'where no runner links',
        () => platforms('linux-x86_64', 'windows-x86_64-gnullvm'),
        {},
        /no runner of GitHub links server for windows-x86_64-gnullvm[^]*no runner of GitHub links cli/,
      ],
      [
        'where nothing runs what must run',
        () => unit('server', { smoke: { required: ['darwin-*'] } }),
        {},
        /server must run on darwin-aarch64 before it ships, and the job that publishes has Linux, .* → take the platform out of `smoke.required`/,
      ],
      ['for an unknown release', () => undefined, { project: 'acm' }, /there is no release "acm" → .*acme/],
      [
        'for one of several that is not named',
        () => tree.delete('nx-cross.json'),
        {},
        /the workspace has several releases → name one: npx nx g nx-cross:release-workflow cli/,
      ],
      ['without the plugin', () => tree.write('nx.json', '{}'), {}, /nx-cross is not registered/],
      ['for what is no package', () => undefined, { packages: ['a;b'] }, /"a;b" is no name of a package/],
      [
        'where there is another one',
        () => tree.write(FILE, 'name: mine\n'),
        {},
        /is not one that this generator wrote → move it away/,
      ],
    ])('%s', async (_, change, schema, expected) => {
      change();
      expect(await mistake(schema)).toMatch(expected);
    });

    it('for a package manager that no runner has', async () => {
      expect(await mistake({}, 'bun')).toMatch(/written for npm, pnpm and yarn, and the workspace has bun/);
    });
  });

  it('is a file of its own for each of several releases', async () => {
    tree.delete('nx-cross.json');
    await run({ project: 'apps/cli' });
    const text = tree.read('.github/workflows/release-cli.yml', 'utf-8') ?? '';
    expect((parse(text) as Workflow).on.push.tags).toEqual(['cli-v[0-9]+.[0-9]+.[0-9]+*']);
    expect(tree.exists(FILE)).toBe(false);
  });
});
