import type { Tree } from '@nx/devkit';
import { logger, readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { HostDescription } from '@nx-cross/core/platform';
import generate, { platformGenerator } from './generator';
import type { PlatformGeneratorSchema } from './schema';

const HOST: HostDescription = { os: 'linux', architecture: 'x86_64' };

describe('platform', () => {
  let tree: Tree;
  let warn: jest.SpyInstance;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    warn = jest.spyOn(logger, 'warn').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  const register = (options: unknown) =>
    tree.write('nx.json', `${JSON.stringify({ plugins: [{ plugin: 'nx-cross', options }] }, null, 2)}\n`);
  const options = () => readJson(tree, 'nx.json').plugins[0].options;
  const run = (schema: PlatformGeneratorSchema) => platformGenerator(tree, schema, HOST);
  const mistake = (schema: PlatformGeneratorSchema) =>
    generate(tree, schema).then(
      () => 'no error',
      (error: Error) => error.message,
    );

  describe('adds', () => {
    it.each([
      [['linux-aarch64'], ['linux-x86_64', 'linux-aarch64']],
      [
        ['darwin-aarch64,linux-aarch64', ' aarch64-unknown-linux-musl '],
        ['linux-x86_64', 'darwin-aarch64', 'linux-aarch64', 'aarch64-unknown-linux-musl'],
      ],
      [['aarch64-unknown-linux-gnu.2.28'], ['linux-x86_64', 'aarch64-unknown-linux-gnu.2.28']],
      [['x86_64-unknown-linux-gnu'], ['linux-x86_64']],
      [['linux-x86_64.2.17'], ['linux-x86_64.2.17']],
      [
        ['linux-aarch64', 'aarch64-unknown-linux-gnu'],
        ['linux-x86_64', 'aarch64-unknown-linux-gnu'],
      ],
    ])('%j', async (platforms, expected) => {
      register({ platforms: ['linux-x86_64'] });
      await run({ platforms });
      expect(options()).toEqual({ platforms: expected });
      expect(warn).not.toHaveBeenCalled();
    });

    it('keeps a glibc floor that is not written again', async () => {
      register({ platforms: ['linux-x86_64.2.28'] });
      await run({ platforms: ['linux-x86_64'] });
      expect(options()).toEqual({ platforms: ['linux-x86_64.2.28'] });
    });

    it('further words of the command line, as Nx hands them over', async () => {
      register({ platforms: ['linux-x86_64'] });
      await run({ platforms: ['linux-aarch64'], _: ['darwin-aarch64', 'windows-x86_64'] });
      expect(options().platforms).toEqual(['linux-x86_64', 'linux-aarch64', 'darwin-aarch64', 'windows-x86_64']);
    });

    it.each([
      ['{ "plugins": ["@nx/js", "nx-cross"] }\n'],
      ['{ "plugins": ["@nx/js", { "plugin": "nx-cross" }] }\n'],
      ['{ "plugins": ["@nx/js", { "plugin": "nx-cross", "options": { "platforms": [] } }] }\n'],
    ])('to %j, where the host’s own was meant, which stays', async (text) => {
      tree.write('nx.json', text);
      await run({ platforms: ['linux-aarch64'] });
      expect(readJson(tree, 'nx.json').plugins).toEqual([
        '@nx/js',
        { plugin: 'nx-cross', options: { platforms: ['linux-x86_64', 'linux-aarch64'] } },
      ]);
    });

    it('beside comments, which stay', async () => {
      const text = (last: string) =>
        `{\n  "plugins": [\n    {\n      "plugin": "nx-cross",\n      "options": {\n        "platforms": [\n          "linux-x86_64", // the servers\n          ${last}\n        ]\n      }\n    }\n  ] // all of them\n}\n`;
      tree.write('nx.json', text('"darwin-aarch64"'));
      await run({ platforms: ['linux-aarch64'] });
      expect(tree.read('nx.json', 'utf-8')).toBe(text('"darwin-aarch64",\n          "linux-aarch64"'));
      await run({ platforms: ['linux-aarch64'], remove: true });
      expect(tree.read('nx.json', 'utf-8')).toBe(text('"darwin-aarch64"'));
    });

    it('a target-spec file of the workspace', async () => {
      register({ platforms: ['linux-x86_64'] });
      tree.write(
        'targets/acme.json',
        JSON.stringify({ 'llvm-target': 'x86_64-unknown-linux-gnu', arch: 'x86_64', os: 'linux', env: 'gnu' }),
      );
      await run({ platforms: ['targets/acme.json'], group: 'own' });
      expect(options()).toEqual({ platforms: ['linux-x86_64', 'targets/acme.json'], groups: { own: ['acme'] } });
      await run({ platforms: ['acme'], remove: true });
      expect(options()).toEqual({ platforms: ['linux-x86_64'] });
    });

    it.each([
      ['mac', 'darwin-aarch64', { mac: ['darwin-aarch64'], linux: ['linux-*'] }],
      ['linux', 'aarch64-unknown-linux-gnu.2.28', { linux: ['linux-*'] }],
      ['linux', 'darwin-aarch64', { linux: ['linux-*', 'darwin-aarch64'] }],
      ['gnu', 'aarch64-unknown-linux-gnu.2.28', { gnu: ['aarch64-unknown-linux-gnu'], linux: ['linux-*'] }],
      ['gnu', 'linux-aarch64.2.28,linux-x86_64', { gnu: ['linux-aarch64', 'linux-x86_64'], linux: ['linux-*'] }],
    ])('to the group %s: %s', async (group, platform, groups) => {
      register({ platforms: ['linux-x86_64'], groups: { linux: ['linux-*'] } });
      await run({ platforms: [platform], group });
      expect(options().groups).toEqual(groups);
    });

    it('what nothing links for today with the reasons, unless it is the host', async () => {
      register({ platforms: ['linux-x86_64'] });
      await run({ platforms: ['windows-x86_64-msvc'] });
      expect(warn.mock.calls).toEqual([
        [
          'Nothing links for windows-x86_64-msvc from another machine today (gcc: the MSVC ABI needs its own linker; ' +
            'zig: the MSVC ABI needs its own linker): a release for it must run on one of its own.',
        ],
      ]);
      warn.mockClear();
      register({ platforms: [] });
      await platformGenerator(tree, { platforms: ['windows-x86_64-msvc'] }, { os: 'windows', architecture: 'x86_64' });
      expect(warn).not.toHaveBeenCalled();
      expect(options()).toEqual({ platforms: ['windows-x86_64-msvc'] });
    });
  });

  describe('removes', () => {
    const ALL = {
      platforms: ['linux-x86_64', 'aarch64-unknown-linux-gnu.2.28', 'darwin-aarch64'],
      groups: { linux: ['linux-*'], arm: ['linux-aarch64', 'darwin-aarch64'], mac: ['darwin-*'] },
    };

    it.each<[PlatformGeneratorSchema, unknown]>([
      [
        { platforms: ['linux-aarch64'], remove: true },
        {
          platforms: ['linux-x86_64', 'darwin-aarch64'],
          groups: { linux: ['linux-*'], arm: ['darwin-aarch64'], mac: ['darwin-*'] },
        },
      ],
      [
        { remove: 'linux-x86_64', platforms: ['linux-aarch64'] },
        { platforms: ['darwin-aarch64'], groups: { arm: ['darwin-aarch64'], mac: ['darwin-*'] } },
      ],
      [{ remove: 'linux-x86_64,linux-aarch64', _: ['darwin-aarch64'] }, { platforms: [] }],
    ])('%j', async (schema, expected) => {
      register(ALL);
      await run(schema);
      expect(options()).toEqual(expected);
    });

    it('and says what is left behind in the units, and what is gone with it', async () => {
      register(ALL);
      tree.write('apps/cli/nx-cross.json', '{\n  // not there\n  "exclude": ["darwin-aarch64", "linux-*"],\n}\n');
      tree.write(
        'apps/server/nx-cross.json',
        JSON.stringify({
          overrides: { 'aarch64-apple-darwin,linux-x86_64': {}, mac: {}, 'darwin-*': {}, arm: {} },
          smoke: { required: ['mac'] },
        }),
      );
      tree.write('apps/broken/nx-cross.json', '{ "overrides": ');
      await run({ platforms: ['darwin-aarch64'], remove: true });
      expect(options().groups).toEqual({ linux: ['linux-*'], arm: ['linux-aarch64'] });
      expect(warn.mock.calls.flat()).toEqual([
        'The group mac had no other platform, and is removed too.',
        'apps/cli/nx-cross.json still names what was removed: exclude: "darwin-aarch64". Take it out there.',
        'apps/server/nx-cross.json still names what was removed: overrides["aarch64-apple-darwin,linux-x86_64"]. Take it out there.',
        'apps/server/nx-cross.json still names what was removed: overrides["mac"]. Take it out there.',
        'apps/server/nx-cross.json still names what was removed: smoke.required: "mac". Take it out there.',
      ]);
    });

    it('the last one, and says what that means', async () => {
      register({ platforms: ['linux-aarch64'] });
      await run({ platforms: ['linux-aarch64'], remove: true });
      expect(options()).toEqual({ platforms: [] });
      expect(warn.mock.calls).toEqual([
        ['No platform is left: nx-cross takes the platform of the machine that it runs on.'],
      ]);
    });
  });

  describe('refuses, and writes nothing', () => {
    it.each<[PlatformGeneratorSchema, string]>([
      [
        { platforms: ['linux-arm64', 'macos-arm64'] },
        'nx-cross unknown-platform: there is no platform "linux-arm64"\n  → did you mean linux-aarch64?\n' +
          'nx-cross unknown-platform: there is no platform "macos-arm64"\n  → did you mean darwin-aarch64?',
      ],
      [
        { platforms: ['linux-aarch64-musl.2.17'] },
        'nx-cross glibc-floor: aarch64-unknown-linux-musl has no glibc, so it cannot have the glibc floor 2.17\n  → leave the floor out',
      ],
      [
        { platforms: ['darwin-aarch64', 'linux-aarch64'], remove: true },
        'nx-cross unknown-platform: darwin-aarch64 is not among the platforms of the workspace\n  → the platforms here are linux-x86_64\n' +
          'nx-cross unknown-platform: linux-aarch64 is not among the platforms of the workspace\n  → the platforms here are linux-x86_64',
      ],
      [
        { platforms: ['linux-aarch64'], group: 'all' },
        'nx-cross config-invalid: nx.json: a group cannot be named "all": it means every platform',
      ],
      [
        { platforms: ['linux-x86_64'], remove: true, group: 'linux' },
        'nx-cross config-invalid: --remove takes a platform out of the workspace, and so out of every group\n  → leave --group=linux out',
      ],
      [
        {},
        'nx-cross unknown-platform: no platform is named\n' +
          '  → write a target triple or a friendly name: npx nx g nx-cross:platform linux-aarch64',
      ],
      [
        { platforms: ['targets/none.json'] },
        'nx-cross config-unreadable: nx.json: there is no target-spec file "targets/none.json"\n  → write its path from the workspace’s root',
      ],
    ])('%j', async (schema, message) => {
      register({ platforms: ['linux-x86_64'] });
      const before = tree.read('nx.json', 'utf-8');
      expect(await mistake(schema)).toBe(message);
      expect(tree.read('nx.json', 'utf-8')).toBe(before);
    });

    it('a workspace that does not have the plugin', async () => {
      tree.write('nx.json', '{ "plugins": ["@nx/js"] }\n');
      expect(await mistake({ platforms: ['linux-aarch64'] })).toBe(
        'nx-cross config-invalid: nx.json: nx-cross is not registered in "plugins"\n  → npx nx g nx-cross:init',
      );
    });
  });

  it('says at the end what the platforms are, and what is next', async () => {
    register({ platforms: ['linux-x86_64'] });
    const info = jest.spyOn(logger, 'info').mockImplementation();
    await (
      await run({ platforms: ['linux-aarch64'] })
    )();
    await (
      await run({ platforms: ['linux-x86_64'], remove: true })
    )();
    expect(info.mock.calls.flat()).toEqual([
      "\nThe workspace's platforms: linux-x86_64, linux-aarch64\n\nNext:\n" +
        '  npx nx-cross setup     install what the platforms need, without root\n' +
        '  npx nx-cross doctor    see what this machine can build',
      "\nThe workspace's platforms: linux-aarch64",
    ]);
  });
});
