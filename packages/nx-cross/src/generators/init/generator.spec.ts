import type { Tree } from '@nx/devkit';
import * as devkit from '@nx/devkit';
import { logger, readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { HostDescription } from '@nx-cross/core/platform';
import { initGenerator } from './generator';

const LINUX: HostDescription = { os: 'linux', architecture: 'x86_64' };
const REGISTERED =
  '{\n  "plugins": [\n    {\n      "plugin": "nx-cross",\n      "options": {\n        "platforms": [\n          "linux-x86_64"\n        ]\n      }\n    }\n  ]\n}\n';

describe('init', () => {
  let tree: Tree;
  let warn: jest.SpyInstance;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    tree.write('nx.json', '{}\n');
    warn = jest.spyOn(logger, 'warn').mockImplementation();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env['NX_ADD_PLUGINS'];
  });
  const warnings = () => warn.mock.calls.flat();
  const init = (host: HostDescription = LINUX, options = {}) => initGenerator(tree, options, host);

  it('registers the plugin for the host’s platform and names the outputs to git', async () => {
    await init();
    expect(tree.read('nx.json', 'utf-8')).toBe(REGISTERED);
    expect(tree.read('.gitignore', 'utf-8')).toBe('/dist\n');
    expect(readJson(tree, 'package.json').devDependencies).toEqual({ 'nx-cross': '0.1.0' });
    expect(warnings()).toEqual([]);
  });

  it.each<[HostDescription, string]>([
    [{ os: 'linux', architecture: 'aarch64', libc: 'musl' }, 'linux-aarch64-musl'],
    [{ os: 'darwin', architecture: 'aarch64' }, 'darwin-aarch64'],
    [{ os: 'darwin', architecture: 'x86_64' }, 'darwin-x86_64'],
    [{ os: 'windows', architecture: 'x86_64' }, 'windows-x86_64-msvc'],
  ])('on the host %j takes %s', async (host, platform) => {
    await init(host);
    expect(readJson(tree, 'nx.json').plugins).toEqual([{ plugin: 'nx-cross', options: { platforms: [platform] } }]);
  });

  it('registers no platform of a host that it does not know, and says so', async () => {
    await init({ os: 'linux', architecture: 'vax' });
    expect(readJson(tree, 'nx.json').plugins).toEqual([{ plugin: 'nx-cross', options: {} }]);
    expect(warnings()).toEqual(["nx-cross does not know this machine's platform, vax linux: add one yourself."]);
  });

  it('changes nothing the second time', async () => {
    tree.write('Cargo.toml', '[workspace]\nmembers = []\n');
    await init();
    const files = ['nx.json', '.gitignore', 'package.json'];
    const before = files.map((file) => tree.read(file, 'utf-8'));
    await init({ os: 'darwin', architecture: 'aarch64' });
    expect(files.map((file) => tree.read(file, 'utf-8'))).toEqual(before);
  });

  it('keeps comments, other plugins and a registration by the bare name', async () => {
    tree.write('nx.json', '{\n  // ours\n  "plugins": [\n    "@nx/js" // first\n  ]\n}\n');
    await init();
    expect(tree.read('nx.json', 'utf-8')).toContain(
      '  // ours\n  "plugins": [\n    "@nx/js",\n    {\n      "plugin": "nx-cross"',
    );
    tree.write('nx.json', '{ "plugins": ["nx-cross"] }\n');
    await init();
    expect(tree.read('nx.json', 'utf-8')).toBe('{ "plugins": ["nx-cross"] }\n');
  });

  it('takes over the plugins of a preset, which a list of nx.json’s own would hide', async () => {
    tree.write('nx.json', '{ "extends": "nx/presets/npm.json" }\n');
    jest.spyOn(devkit, 'readNxJson').mockReturnValue({ plugins: ['@nx/js'] });
    await init();
    expect(readJson(tree, 'nx.json').plugins).toEqual([
      '@nx/js',
      { plugin: 'nx-cross', options: { platforms: ['linux-x86_64'] } },
    ]);
  });

  it.each([
    ['NX_ADD_PLUGINS=false', () => (process.env['NX_ADD_PLUGINS'] = 'false')],
    ['useInferencePlugins: false', () => tree.write('nx.json', '{ "useInferencePlugins": false }\n')],
  ])('registers nothing with %s, and says what to add', async (_what, arrange) => {
    arrange();
    const before = tree.read('nx.json', 'utf-8');
    await init();
    expect(tree.read('nx.json', 'utf-8')).toBe(before);
    expect(warnings()).toEqual([
      'This workspace does not want plugins to be registered by themselves. Add this to "plugins" in nx.json:\n' +
        '  {"plugin":"nx-cross","options":{"platforms":["linux-x86_64"]}}',
    ]);
  });

  it.each([
    [{ keepExistingVersions: true }, '0.0.1'],
    [{}, '0.0.1'],
    [{ keepExistingVersions: false }, '0.1.0'],
    [{ keepExistingVersions: false, skipPackageJson: true }, '0.0.1'],
  ])('with %j leaves version %s', async (options, version) => {
    tree.write('package.json', JSON.stringify({ devDependencies: { 'nx-cross': '0.0.1' } }));
    await init(LINUX, options);
    expect(readJson(tree, 'package.json').devDependencies).toEqual({ 'nx-cross': version });
  });

  describe('.gitignore', () => {
    const WORKSPACE = '[workspace]\nmembers = ["crates/*"]\n';
    const CRATE = '[package]\nname = "x"\n';

    it('gets the target folder of every cargo workspace, with a slash in front', async () => {
      tree.write('.gitignore', 'node_modules');
      tree.write('Cargo.toml', WORKSPACE);
      tree.write('crates/a/Cargo.toml', CRATE);
      tree.write('tools/probe/Cargo.toml', `${CRATE}[workspace]\n`);
      tree.write('templates/Cargo.toml', 'name = {{ name }}\n');
      await init();
      expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\n/dist\n/target\n/tools/probe/target\n');
    });

    it.each(['dist\ntarget\n', '/dist/\n/target/\n', '**/dist\r\n**/target/**\r\n'])(
      '%j needs no line',
      async (text) => {
        tree.write('.gitignore', text);
        tree.write('Cargo.toml', WORKSPACE);
        await init();
        expect(tree.read('.gitignore', 'utf-8')).toBe(text);
      },
    );

    it('needs no line for what the crate’s own ignores', async () => {
      tree.write('app/Cargo.toml', CRATE);
      tree.write('app/.gitignore', '/target\n');
      await init();
      expect(tree.read('.gitignore', 'utf-8')).toBe('/dist\n');
    });
  });

  it('says at the end what is next', async () => {
    tree.write('package.json', JSON.stringify({ devDependencies: { 'nx-cross': '0.1.0' } }));
    const info = jest.spyOn(logger, 'info').mockImplementation();
    const finish = await init();
    expect(info).not.toHaveBeenCalled();
    await finish();
    expect(info.mock.calls.flat()).toEqual([
      '\nNext:\n' +
        '  npx nx g nx-cross:project <crate>          make a crate a release unit\n' +
        '  npx nx g nx-cross:platform <platform>      release for one platform more',
    ]);
  });
});
