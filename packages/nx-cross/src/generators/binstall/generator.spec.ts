import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import generate, { binstallGenerator } from './generator';

const MANIFEST = `[package]
name = "server"   # as it is called
version = "1.0.0"
repository = "https://github.com/acme/tools"

[dependencies]
`;

describe('binstall', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    const options = { platforms: ['linux-x86_64', 'windows-x86_64'] };
    tree.write('nx.json', JSON.stringify({ plugins: [{ plugin: 'nx-cross', options }] }));
    tree.write('apps/server/Cargo.toml', MANIFEST);
    tree.write('apps/server/src/main.rs', '');
    unit({}, {});
  });

  function unit(channel: object, rest: object): void {
    const release = { channels: [{ channel: 'github', ...channel }] };
    tree.write('apps/server/nx-cross.json', JSON.stringify({ release, ...rest }));
  }
  const read = () => tree.read('apps/server/Cargo.toml', 'utf-8');
  const run = async (name = 'server') => {
    await binstallGenerator(tree, { unit: name, skipFormat: true });
    return read();
  };
  const mistake = (name = 'server') =>
    generate(tree, { unit: name, skipFormat: true }).then(
      () => 'no error',
      ({ message }: Error) => message,
    );

  it('says for each platform where its archive is, and leaves the rest of the file', async () => {
    const expected = `${MANIFEST}
[package.metadata.binstall]
bin-dir = "{ bin }{ binary-ext }"
pkg-fmt = "tgz"

[package.metadata.binstall.overrides.x86_64-unknown-linux-gnu]
pkg-url = "{ repo }/releases/download/v{ version }/server-v{ version }-linux-x86_64.tar.gz"

[package.metadata.binstall.overrides.x86_64-pc-windows-gnu]
pkg-url = "{ repo }/releases/download/v{ version }/server-v{ version }-windows-x86_64.zip"
pkg-fmt = "zip"
`;
    expect(await run()).toBe(expected);
    expect(await run('./apps/server/')).toBe(expected);
  });

  it('follows the names of the archives, the tag and the channel', async () => {
    await run();
    unit({ repository: 'acme/releases' }, { archive: { name: '{unit}-{triple}', wrapInDirectory: true } });
    tree.write('apps/other/Cargo.toml', '[package]\nname = "other"\nversion = "1.0.0"\n');
    tree.write('apps/other/nx-cross.json', '{}');
    expect(await run()).toBe(`${MANIFEST}
[package.metadata.binstall]
pkg-url = "https://github.com/acme/releases/releases/download/server-v{ version }/server-{ target }.tar.gz"
bin-dir = "server-{ target }/{ bin }{ binary-ext }"
pkg-fmt = "tgz"

[package.metadata.binstall.overrides.x86_64-pc-windows-gnu]
pkg-url = "https://github.com/acme/releases/releases/download/server-v{ version }/server-{ target }.zip"
pkg-fmt = "zip"
`);
  });

  it.each<[string, () => void, string, RegExp]>([
    ['an unknown unit', () => undefined, 'sever', /there is no release unit "sever"\n {2}→ .*server/],
    [
      'a release that only a folder takes',
      () => tree.write('apps/server/nx-cross.json', '{}'),
      'server',
      /apps\/server\/nx-cross\.json: server has no channel `github`/,
    ],
    [
      'a crate that names no repository',
      () => tree.write('apps/server/Cargo.toml', MANIFEST.replace(/repository.*\n/, '')),
      'server',
      /apps\/server\/Cargo\.toml: \[package\] does not say where its repository is/,
    ],
    [
      'values within another table',
      () => tree.write('apps/server/Cargo.toml', `${MANIFEST}[package.metadata]\nbinstall = {}\n`),
      'server',
      /what binstall is told stands within another table/,
    ],
  ])('refuses %s', async (_, change, name, expected) => {
    change();
    expect(await mistake(name)).toMatch(expected);
  });
});
