import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finished, StoredRelease } from '@nx-cross/testing';
import { installNx } from '@nx-cross/testing';
import { smallUnits } from '../small-unit';
import { GithubRig } from './github-rig';

const HOST = 'x86_64-unknown-linux-gnu';

/** As KalamDB's script made it: a client and a server for five platforms. */
describe('two units in one release', () => {
  const PLATFORMS = [
    HOST,
    'aarch64-unknown-linux-gnu',
    'x86_64-apple-darwin',
    'aarch64-apple-darwin',
    'x86_64-pc-windows-gnu',
  ];
  const UNITS = ['kalam-cli', 'kalamdb-server'];
  const FRIENDLY = ['darwin-aarch64', 'darwin-x86_64', 'linux-aarch64', 'linux-x86_64', 'windows-x86_64'];
  const archives = (version: string) =>
    UNITS.flatMap((unit) =>
      FRIENDLY.map((name) => `${unit}-v${version}-${name}.${name.startsWith('windows') ? 'zip' : 'tar.gz'}`),
    );
  let nodeModules: string;
  let github: GithubRig;

  beforeAll(async () => {
    // The root has a package.json: there Nx takes a linked plugin for one of the workspace's own.
    nodeModules = await installNx('23.2.1');
    const units = Object.fromEntries(UNITS.map((name) => [name, { platform: HOST, settings: { exclude: [] } }]));
    github = await GithubRig.make({
      files: ({ url }) => ({
        ...smallUnits(units, PLATFORMS),
        'package.json': '{ "private": true }\n',
        'nx-cross.json': JSON.stringify({
          release: {
            name: 'kalamdb',
            units: UNITS.map((name) => `apps/${name}`),
            channels: [{ channel: 'github', apiUrl: url, repository: 'acme/tools', ifExists: 'skip' }],
            install: {},
          },
        }),
      }),
      crates: UNITS,
      pluginOptions: { platforms: PLATFORMS },
      nodeModules,
    });
    await github.commit('begin', 'v1.0.0');
  });
  afterAll(async () => {
    await github.dispose();
    rmSync(dirname(nodeModules), { recursive: true });
  });
  afterEach(() => {
    expect(github.server.breaches).toEqual([]);
  });

  it('comes out as ten archives under one tag, with one list of sums', async () => {
    succeeded(await github.publishAffected());
    const [release, ...others] = github.releases();
    expect(others).toEqual([]);
    expect(release).toMatchObject({ tagName: 'v1.0.0', draft: false, makeLatest: 'legacy' });
    const small = ['SHA256SUMS', 'install.ps1', 'install.sh', 'manifest.json'];
    expect(namesOf(release)).toEqual([...small, ...archives('1.0.0')].sort());
    const sums = textOf(release, 'SHA256SUMS');
    expect(
      sums
        .trim()
        .split('\n')
        .map((line) => line.slice(66)),
    ).toEqual(namesOf(release).filter((name) => name !== 'SHA256SUMS'));
    // Where GitHub tells that its assets are.
    expect(textOf(release, 'install.sh')).toContain(`url='${github.server.url}/acme/tools/releases/download/v1.0.0'`);
  });

  it('is left alone when it is out: nothing is built, nothing written', async () => {
    const before = github.writes();
    const run = succeeded(await github.publishAffected());
    expect(run.tasks.map(({ id }) => id)).toEqual(['kalamdb:publish']);
    expect(run.output).toContain('v1.0.0 is out already');
    expect(github.writes()).toBe(before);
  });
});

/** A workspace whose units have a tag and a cadence each, from the same configuration. */
describe.each(['22.6.5', '24.0.0'])('a release for each unit, with Nx %s', (version) => {
  const UNITS = ['anvil', 'bellows', 'chisel'];
  let nodeModules: string;
  let github: GithubRig;
  const tags = () => github.releases().map(({ tagName }) => tagName);

  beforeAll(async () => {
    nodeModules = await installNx(version);
    const settings = (url: string, ifExists: string) => ({
      release: { channels: [{ channel: 'github', apiUrl: url, notes: 'commits', ifExists }] },
    });
    github = await GithubRig.make({
      files: ({ url }) =>
        smallUnits(
          {
            anvil: { platform: HOST, settings: settings(url, 'skip') },
            bellows: { platform: HOST, settings: settings(url, 'skip') },
            chisel: { platform: HOST, settings: settings(url, 'resume') },
          },
          [HOST],
        ),
      crates: UNITS,
      pluginOptions: { platforms: [HOST] },
      nodeModules,
    });
    await github.commit('begin', ...UNITS.map((name) => `${name}-v1.0.0`));
  });
  afterAll(async () => {
    await github.dispose();
    rmSync(dirname(nodeModules), { recursive: true });
  });
  afterEach(() => {
    // A second between any two writes, whichever of the publications they are of, among others.
    expect(github.server.breaches).toEqual([]);
  });

  it('publishes each under its own tag', async () => {
    succeeded(await github.publishAffected());
    expect(tags().sort()).toEqual(['anvil-v1.0.0', 'bellows-v1.0.0', 'chisel-v1.0.0']);
    for (const release of github.releases()) {
      const archive = `${release.tagName}-linux-x86_64.tar.gz`;
      expect(release).toMatchObject({ draft: false, makeLatest: 'false' });
      expect(namesOf(release)).toEqual(['SHA256SUMS', archive, 'manifest.json'].sort());
    }
  });

  it('skips what is out, with a look at the tag or with a look at every byte', async () => {
    const before = github.writes();
    const run = succeeded(await github.publishAffected());
    expect(run.output).toContain('anvil-v1.0.0 is out already');
    expect(run.output).toContain('chisel-v1.0.0 is published, 0 uploaded');
    expect(run.tasks.filter(({ id }) => /^(anvil|bellows):(?!publish$)/.test(id))).toEqual([]);
    expect(github.writes()).toBe(before);
  });

  it('publishes what was bumped, tells of what was changed and not bumped, and asks about nothing else', async () => {
    const base = await github.head();
    github.rig.append('apps/anvil/src/main.rs', '// changed\n');
    github.bump('bellows', '1.0.0', '1.1.0');
    await github.commit('work on two of them', 'bellows-v1.1.0');
    const run = succeeded(await github.publishAffected(base));
    expect(run.output).toMatch(
      /anvil 1\.0\.0-snapshot[^]*1\.0\.0-snapshot\.[0-9a-f]{12} is a snapshot: .*, and nothing of it is published/,
    );
    expect(run.tasks.filter(({ id }) => /^(anvil:(?!publish$)|chisel:)/.test(id))).toEqual([]);
    expect(tags().sort()).toEqual(['anvil-v1.0.0', 'bellows-v1.0.0', 'bellows-v1.1.0', 'chisel-v1.0.0']);
    const out = github.releases().find(({ tagName }) => tagName === 'bellows-v1.1.0');
    expect(out?.body).toMatch(/^- work on two of them \([0-9a-f]+\)$/);
  });

  it('publishes what was changed before when its turn has come', async () => {
    const base = await github.head();
    github.bump('anvil', '1.0.0', '1.0.1');
    await github.commit('anvil 1.0.1', 'anvil-v1.0.1');
    succeeded(await github.publishAffected(base));
    expect(tags()).toContain('anvil-v1.0.1');
    const out = github.releases().find(({ tagName }) => tagName === 'anvil-v1.0.1');
    expect(out?.body?.split('\n').map((line) => line.replace(/ \(.*/, ''))).toEqual([
      '- anvil 1.0.1',
      '- work on two of them',
    ]);
  });
});

function succeeded(run: Finished): Finished {
  if (run.exitCode !== 0) throw new Error(run.output);
  return run;
}

function namesOf(release: StoredRelease | undefined): string[] {
  return [...(release?.assets.values() ?? [])].map(({ name }) => name).sort();
}

function textOf(release: StoredRelease | undefined, name: string): string {
  const asset = [...(release?.assets.values() ?? [])].find((each) => each.name === name);
  return asset?.bytes?.toString() ?? '';
}
