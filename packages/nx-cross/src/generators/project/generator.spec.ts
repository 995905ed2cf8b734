import type { Tree } from '@nx/devkit';
import { logger } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import generate, { projectGenerator } from './generator';
import type { ProjectGeneratorSchema } from './schema';

const SCHEMA = '"$schema": "../../node_modules/@nx-cross/core/schemas/nx-cross.schema.json"';

describe('project', () => {
  let tree: Tree;
  let warn: jest.SpyInstance;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    tree.write('nx.json', '{ "plugins": ["nx-cross"] }\n');
    tree.write('package.json', '{ "name": "@proj/acme" }\n');
    tree.write('Cargo.toml', '[workspace]\nmembers = ["apps/*", "crates/*"]\n');
    crate('apps/server', 'acme-server');
    crate('apps/cli', 'acme');
    warn = jest.spyOn(logger, 'warn').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  function crate(folder: string, name: string, rest = '', source = 'src/main.rs') {
    tree.write(`${folder}/Cargo.toml`, `[package]\nname = "${name}"\nedition = "2021"\n${rest}`);
    tree.write(`${folder}/${source}`, '');
  }
  const read = (folder: string) => tree.read(`${folder}/nx-cross.json`, 'utf-8');
  const run = (schema: ProjectGeneratorSchema) => projectGenerator(tree, schema);
  const mistake = (schema: ProjectGeneratorSchema) =>
    generate(tree, schema).then(
      () => 'no error',
      (error: Error) => error.message,
    );

  describe('finds the crate by', () => {
    it.each([['acme-server'], ['apps/server'], ['./apps/server/'], ['apps\\server'], ['apps/server/Cargo.toml']])(
      '%s, and writes nothing that is a default',
      async (asked) => {
        await run({ crate: asked, name: 'acme-server' });
        expect(read('apps/server')).toBe(`{\n  ${SCHEMA}\n}\n`);
        expect(warn).not.toHaveBeenCalled();
      },
    );

    it('a dot for the one at the root', async () => {
      crate('.', 'rg');
      await run({ crate: '.' });
      expect(read('.')).toBe('{\n  "$schema": "./node_modules/@nx-cross/core/schemas/nx-cross.schema.json"\n}\n');
    });

    it('its name where a folder of that name holds the same crate', async () => {
      crate('acme-tool', 'acme-tool');
      await run({ crate: 'acme-tool' });
      expect(tree.exists('acme-tool/nx-cross.json')).toBe(true);
    });

    it('its name past manifests that cannot be read', async () => {
      tree.write('templates/Cargo.toml', 'name = {{ name }}\n');
      await run({ crate: 'acme' });
      expect(tree.exists('apps/cli/nx-cross.json')).toBe(true);
    });
  });

  it('writes the name of the unit where it is not the crate’s', async () => {
    await run({ crate: 'acme', name: 'acme-cli' });
    expect(read('apps/cli')).toBe(`{\n  ${SCHEMA},\n  "name": "acme-cli"\n}\n`);
  });

  it.each([
    [
      '[features]\na = []\n[[bin]]\nname = "x"\nrequired-features = ["b", "a"]\n',
      ',\n  "features": [\n    "a",\n    "b"\n  ]',
    ],
    ['[features]\ndefault = ["a"]\na = []\n[[bin]]\nname = "x"\nrequired-features = ["a"]\n', ''],
    ['[[bin]]\nname = "x"\nrequired-features = ["a"]\n[[bin]]\nname = "y"\n', ''],
  ])('names the features without which there is no binary: %j', async (rest, expected) => {
    crate('apps/cli', 'acme', rest, 'src/lib.rs');
    tree.delete('apps/cli/src/main.rs');
    await run({ crate: 'acme' });
    expect(read('apps/cli')).toBe(`{\n  ${SCHEMA}${expected}\n}\n`);
  });

  describe('gives our targets other names where the project has its own', () => {
    it('as scripts, in project.json, behind --', async () => {
      tree.write(
        'apps/cli/package.json',
        JSON.stringify({
          scripts: { package: 'x', publish: 'x', build: 'x', 'release-package': 'x' },
          nx: { targets: { 'smoke--fast': {} } },
        }),
      );
      tree.write(
        'apps/cli/project.json',
        JSON.stringify({ name: 'acme', targets: { 'strip-all': {}, 'verify-quickly': {} } }),
      );
      await run({ crate: 'acme' });
      expect(read('apps/cli')).toBe(
        `{\n  ${SCHEMA},\n  "targets": {\n    "strip": "release-strip",\n    "smoke": "release-smoke",\n` +
          '    "package": "release-release-package",\n    "publish": "release-publish"\n  }\n}\n',
      );
      expect(warn.mock.calls.flat()).toEqual([
        "The project at apps/cli has a target strip of its own: nx-cross's is called release-strip there.",
        "The project at apps/cli has a target smoke of its own: nx-cross's is called release-smoke there.",
        "The project at apps/cli has a target package of its own: nx-cross's is called release-release-package there.",
        "The project at apps/cli has a target publish of its own: nx-cross's is called release-publish there.",
      ]);
    });

    it('in the release, where another gathers the unit', async () => {
      tree.write('apps/cli/package.json', JSON.stringify({ scripts: { publish: 'x' } }));
      tree.write('package.json', JSON.stringify({ name: '@proj/suite', scripts: { publish: 'x', package: 'x' } }));
      await run({ crate: 'acme', release: '.' });
      expect(read('apps/cli')).toBe(`{\n  ${SCHEMA}\n}\n`);
      expect(read('.')).toBe(
        '{\n  "$schema": "./node_modules/@nx-cross/core/schemas/nx-cross.schema.json",\n' +
          '  "release": {\n    "name": "suite",\n    "units": [\n      "apps/cli"\n    ]\n  },\n' +
          '  "targets": {\n    "publish": "release-publish"\n  }\n}\n',
      );
      expect(warn.mock.calls.flat()).toEqual([
        "The project at . has a target publish of its own: nx-cross's is called release-publish there.",
      ]);
    });
  });

  describe('gathers the unit', () => {
    it('in a release that is begun, then extended, comments and all', async () => {
      await run({ crate: 'acme', release: './releases/acme/' });
      expect(read('releases/acme')).toBe(
        `{\n  ${SCHEMA},\n  "release": {\n    "units": [\n      "apps/cli"\n    ]\n  }\n}\n`,
      );
      tree.write(
        'releases/acme/nx-cross.json',
        '{\n  "release": { "units": ["apps/cli"], /* all */ "sidecars": true }\n}\n',
      );
      await run({ crate: 'acme-server', release: 'releases/acme' });
      expect(read('releases/acme')).toBe(
        '{\n  "release": {\n    "units": [\n      "apps/cli",\n      "apps/server"\n    ], /* all */\n    "sidecars": true\n  }\n}\n',
      );
    });

    it('with a unit that was a release of its own, which stays in it', async () => {
      await run({ crate: 'acme-server' });
      await run({ crate: 'acme', release: 'apps/server' });
      expect(read('apps/server')).toBe(
        `{\n  ${SCHEMA},\n  "release": {\n    "units": [\n      "apps/server",\n      "apps/cli"\n    ]\n  }\n}\n`,
      );
    });

    it('nowhere else where it is its own release', async () => {
      tree.write('apps/cli/package.json', JSON.stringify({ scripts: { publish: 'x' } }));
      await run({ crate: 'acme', release: 'apps/cli' });
      expect(read('apps/cli')).toBe(`{\n  ${SCHEMA},\n  "targets": {\n    "publish": "release-publish"\n  }\n}\n`);
    });

    it.each([
      ['@proj/suite', 'suite'],
      ['acme', 'acme-release'],
      ['@proj/acme-server', 'acme-server-release'],
    ])('in a release at the root of %s, called %s', async (workspace, name) => {
      tree.write('package.json', JSON.stringify({ name: workspace }));
      await run({ crate: 'acme-server' });
      await run({ crate: 'acme', release: '.' });
      expect(JSON.parse(read('.') ?? '').release).toEqual({ name, units: ['apps/cli'] });
    });

    it('that is one already not once more, and says what to do', async () => {
      await run({ crate: 'acme' });
      expect(await mistake({ crate: 'acme', release: 'releases/all' })).toBe(
        'nx-cross unit-exists: apps/cli/nx-cross.json: the crate acme is a release unit already\n' +
          '  → add "apps/cli" to release.units of releases/all/nx-cross.json',
      );
    });

    it('in a release at the root that has a name', async () => {
      tree.write('nx-cross.json', '{\n  "release": {\n    "name": "suite"\n  }\n}\n');
      tree.delete('Cargo.toml');
      await run({ crate: 'apps/cli', release: '.' });
      expect(read('.')).toBe(
        '{\n  "release": {\n    "name": "suite",\n    "units": [\n      "apps/cli"\n    ]\n  }\n}\n',
      );
    });
  });

  describe('refuses, and writes nothing,', () => {
    it.each<[ProjectGeneratorSchema, string]>([
      [
        { crate: 'acme-serve' },
        'nx-cross crate-unknown: there is no crate "acme-serve"\n  → did you mean acme-server?',
      ],
      [
        { crate: 'nothing-like-it' },
        'nx-cross crate-unknown: there is no crate "nothing-like-it"\n  → the crates are acme, acme-server, both, library',
      ],
      [
        { crate: 'apps/servr' },
        'nx-cross crate-unknown: there is no Cargo.toml in "apps/servr"\n  → did you mean apps/server?',
      ],
      [
        { crate: './elsewhere' },
        'nx-cross crate-unknown: there is no Cargo.toml in "elsewhere"\n  → write the crate’s name, or its folder from the workspace’s root',
      ],
      [
        { crate: '.' },
        'nx-cross crate-unknown: Cargo.toml: this is the root of a cargo workspace, and no crate itself\n  → name one of its crates',
      ],
      [
        { crate: 'both' },
        'nx-cross name-collision: "both" may mean both in crates/one or both in crates/two\n  → write the folder: ./crates/one or ./crates/two',
      ],
      [
        { crate: 'library' },
        'nx-cross binary-unknown: crates/library/Cargo.toml: the crate library has no binary to release\n  → add src/main.rs or a [[bin]], or name another crate',
      ],
      [
        { crate: '../other' },
        'nx-cross path-outside-workspace: "../other" leads outside of the workspace\n  → write the path from the workspace’s root',
      ],
      [
        { crate: 'acme', release: '/tmp' },
        'nx-cross path-outside-workspace: "/tmp" leads outside of the workspace\n  → write the path from the workspace’s root',
      ],
      [
        { crate: 'acme', name: '-x y' },
        'nx-cross config-invalid: apps/cli/nx-cross.json:3:11: "-x y" cannot be the name of a release unit\n' +
          '  → write letters, digits, _, - and ., with none of - and . in front, and no . at the end',
      ],
    ])('%j', async (schema, message) => {
      crate('crates/one', 'both');
      crate('crates/two', 'both');
      crate('crates/library', 'library', '', 'src/lib.rs');
      expect(await mistake(schema)).toBe(message);
      expect(tree.listChanges().filter(({ path }) => path.endsWith('nx-cross.json'))).toEqual([]);
    });

    it('a name that is a folder’s and another crate’s', async () => {
      crate('server', 'other');
      crate('crates/server', 'server');
      expect(await mistake({ crate: 'server' })).toBe(
        'nx-cross name-collision: "server" may mean other in server or server in crates/server\n' +
          '  → write the folder: ./server or ./crates/server',
      );
      await run({ crate: './server' });
      expect(tree.exists('server/nx-cross.json')).toBe(true);
    });

    it('a crate that is not found, with what is wrong with the manifests', async () => {
      tree.write('apps/broken/Cargo.toml', 'name = \n');
      expect(await mistake({ crate: 'broken' })).toContain(
        'nx-cross crate-unknown: there is no crate "broken"\n  → the crates are acme, acme-server\nnx-cross manifest-invalid: apps/broken/Cargo.toml:1:8: ',
      );
    });

    it('a unit that is there', async () => {
      tree.write('apps/cli/nx-cross.json', '{}\n');
      expect(await mistake({ crate: 'acme', name: 'x' })).toBe(
        'nx-cross unit-exists: apps/cli/nx-cross.json: the crate acme is a release unit already\n  → edit this file, or remove it first',
      );
      expect(read('apps/cli')).toBe('{}\n');
    });

    it('a release whose file is wrong', async () => {
      tree.write('apps/all/nx-cross.json', '{ "release": { "unit": [] } }\n');
      expect(await mistake({ crate: 'acme', release: 'apps/all' })).toBe(
        'nx-cross config-invalid: apps/all/nx-cross.json:1:16: unknown key "unit" in `release`\n  → did you mean units?',
      );
      expect(tree.exists('apps/cli/nx-cross.json')).toBe(false);
    });
  });

  it('says where nothing reads the file', async () => {
    tree.write('nx.json', '{}\n');
    await run({ crate: 'acme' });
    expect(warn.mock.calls.flat()).toEqual([
      'nx-cross is not registered in nx.json, so nothing reads the file: npx nx g nx-cross:init',
    ]);
  });

  it.each([
    [undefined, 'acme'],
    ['{ "name": "shell" }', 'shell'],
  ])('says at the end what is next, for a project.json %s', async (projectJson, project) => {
    if (projectJson !== undefined) tree.write('apps/cli/project.json', projectJson);
    const info = jest.spyOn(logger, 'info').mockImplementation();
    await (
      await run({ crate: 'acme' })
    )();
    expect(info.mock.calls.flat()).toEqual([
      `\nNext:\n  npx nx run ${project}:package          the archive for this machine's platform\n` +
        `  npx nx run ${project}:package-all      those for every platform of the workspace`,
    ]);
  });
});
