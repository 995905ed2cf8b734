import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { installNx, readTestbed, Rig } from '@nx-cross/testing';
import { execa } from 'execa';
import { smallUnits } from '../small-unit';

const ALL = [
  'linux-x86_64',
  'linux-aarch64',
  'windows-x86_64',
  'windows-x86_64-msvc',
  'darwin-aarch64',
  'darwin-x86_64',
];
const GITHUB = [{ channel: 'github' }];
const RELEASE = { name: 'acme', units: ['apps/server', 'apps/cli'] };

interface Variant {
  readonly nx?: object;
  readonly options?: object;
  readonly release?: object;
  readonly unit?: object;
  readonly words?: readonly string[];
  readonly lock?: string;
}

/** What GitHub would refuse, and what a shell would take otherwise than it is meant: actionlint and shellcheck say it. */
describe('actionlint has nothing to say of the release workflow', () => {
  let nodeModules: string;
  let rig: Rig;
  beforeAll(async () => {
    nodeModules = await installNx('23.2.1');
    const files = {
      ...smallUnits({ server: { platform: '' }, cli: { platform: '' } }, []),
      'package.json': '{ "private": true }',
    };
    rig = new Rig({ files, nodeModules });
  });
  afterAll(async () => {
    await rig.dispose();
    rmSync(dirname(nodeModules), { recursive: true, force: true });
  });

  it.each<[string, Variant]>([
    [
      'for every machine, with packages, what must run and what a user’s own target packs',
      {
        release: { channels: GITHUB },
        unit: { smoke: { required: ['linux-*'] }, archive: { from: 'sign' } },
        words: ['--packages=clang,protobuf-compiler'],
      },
    ],
    ['where folders are published', {}],
    [
      'with Nx Cloud, by yarn, partly in containers',
      {
        nx: { nxCloudId: '0123456789' },
        release: { channels: GITHUB },
        options: { container: { images: { '*': 'example.org/builder:1' } } },
        unit: { overrides: { 'linux-*': { environments: ['container'] } } },
        lock: 'yarn.lock',
      },
    ],
  ])('%s', async (_, { nx = {}, options = {}, release = {}, unit = {}, words = [], lock }) => {
    for (const path of ['.github', 'yarn.lock']) rig.remove(path);
    const plugin = { plugin: 'nx-cross', options: { platforms: ALL, ...options } };
    rig.write('nx.json', JSON.stringify({ analytics: false, ...nx, plugins: [plugin, './.rig/recorder.cjs'] }));
    rig.write('nx-cross.json', JSON.stringify({ release: { ...RELEASE, ...release } }));
    rig.write('apps/server/nx-cross.json', JSON.stringify(unit));
    if (lock !== undefined) rig.write(lock, '');
    const generated = await rig.nx(['g', 'nx-cross:release-workflow', ...words]);
    expect(generated).toMatchObject({ exitCode: 0, output: expect.stringContaining('CREATE .github') as string });
    const argv = ['-no-color', '-shellcheck=shellcheck', rig.path('.github/workflows/release.yml')];
    const lint = await execa(readTestbed().actionlint, argv, { reject: false, all: true });
    expect(lint).toMatchObject({ exitCode: 0, all: '' });
  });
});
