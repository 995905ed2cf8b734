import type { FolderEntry } from '../cargo';
import { bumpCrates } from './bump-crates';
import { requireOneVersion } from './require-one-version';

type Files = Readonly<Record<string, string>>;

const reader = (files: Files) => (path: string) => files[path];
const lister =
  (files: Files) =>
  (folder: string): FolderEntry[] => {
    const inside = Object.keys(files).filter((path) => folder === '.' || path.startsWith(`${folder}/`));
    const rest = inside.map((path) => (folder === '.' ? path : path.slice(folder.length + 1)).split('/'));
    return rest.map(([name = '', ...below]) => ({ name, isFolder: below.length > 0 }));
  };

const bump = (files: Files, crates: string[], version: string, known: string[] = []): Files =>
  Object.fromEntries(bumpCrates({ crates, version, known, readText: reader(files), list: lister(files) }));

const WORDS = '[package]\nname = "words"\nversion = "0.1.0"\n';
const WORKSPACE = '[workspace]\nmembers = ["apps/*", "libs/*"]\n';

describe('bumpCrates', () => {
  it('writes a version and leaves every other byte: comments, quotes, order, ends of lines', () => {
    const manifest = (version: string) =>
      `# The server.\r\n[ package ]   # odd\r\nedition='2021'\r\nversion   =   '${version}' # was 0.9\r\nname = "server"\r\n\r\n[dependencies]\r\nserde={version="1.0.0",features=[ "derive" ]}\r\n`;
    expect(bump({ 'apps/server/Cargo.toml': manifest('1.0.0') }, ['apps/server'], '1.1.0')).toEqual({
      'apps/server/Cargo.toml': manifest('1.1.0'),
    });
  });

  it('writes the version of the root manifest for crates that inherit it, and counts all of them', () => {
    const root = (version: string) => `${WORKSPACE}[workspace.package]\nversion = "${version}" # of all\n`;
    const inherits = (name: string) => `[package]\nname = "${name}"\nversion.workspace = true\n`;
    const other = (version: string) =>
      `[package]\nname = "other"\nversion = "5.0.0"\n[dependencies]\nb = { version = "${version}", path = "../../libs/b" }\n`;
    const lock = (version: string) =>
      `# made by cargo\nversion = 4\n\n[[package]]\nname = "a"\nversion = "${version}"\n\n[[package]]\nname = "b"\nversion = "${version}"\n\n[[package]]\nname = "other"\nversion = "5.0.0"\ndependencies = [\n "b",\n]\n`;
    const files = {
      'Cargo.toml': root('0.1.0'),
      'Cargo.lock': lock('0.1.0'),
      'apps/a/Cargo.toml': inherits('a'),
      'libs/b/Cargo.toml': inherits('b').replace('version.workspace = true', 'version = { workspace = true }'),
      'apps/other/Cargo.toml': other('0.1.0'),
    };
    expect(bump(files, ['apps/a'], '0.2.0')).toEqual({
      'Cargo.toml': root('0.2.0'),
      'Cargo.lock': lock('0.2.0'),
      'apps/other/Cargo.toml': other('0.2.0'),
    });
  });

  it('raises what stands beside a path to the crate, in every table, and nothing beside others', () => {
    const all = (version: string) =>
      `[package]
name = "server"
version = "1.0.0"

[dependencies]
words = { path = "../../libs/words", version = "${version}" } # the first
renamed = { package = "words", version = "${version}", path = "../../libs/words/" }
elsewhere = { package = "words", version = "0.1.0" }
inherited = { workspace = true }
pathless = { path = "../../libs/words" }
dotted.path = "..\\\\..\\\\libs\\\\words"
dotted.version = "=${version}"

[dev-dependencies.words]
version = "${version}"
path = "../../libs/words"

[build_dependencies]
words = { path = "../../libs/words", version = "${version}" }

[target.'cfg(unix)'.dependencies]
words = { path = "../../libs/words", version = "${version}" }

[target."x86_64-pc-windows-gnu".build-dependencies]
words = { path = "../../libs/words", version = "${version}" }

[features]
words = []

[package.metadata.dependencies]
words = { path = "../../libs/words", version = "0.1.0" }
`;
    const root = (version: string) =>
      `${WORKSPACE}[workspace.dependencies]\ninherited = { package = "words", path = "libs/words", version = "${version}" }\n[patch.crates-io]\nwords = { path = "libs/words", version = "${version}" }\n`;
    const files = {
      'Cargo.toml': root('0.1.0'),
      'libs/words/Cargo.toml': WORDS,
      'apps/server/Cargo.toml': all('0.1.0'),
    };
    expect(bump(files, ['libs/words'], '0.2.0')).toEqual({
      'Cargo.toml': root('0.2.0'),
      'libs/words/Cargo.toml': WORDS.replace('0.1.0', '0.2.0'),
      'apps/server/Cargo.toml': all('0.2.0'),
    });
  });

  it('finds who depends on the crate from another cargo workspace, and that one’s lock file', () => {
    const tool = (version: string) =>
      `[package]\nname = "tool"\nversion = "1.0.0"\n[dependencies]\nwords = { path = "../libs/words", version = "${version}" }\n`;
    const lock = (version: string) => `version = 4\n\n[[package]]\nname = "words"\nversion = "${version}"\n`;
    const files = {
      'libs/words/Cargo.toml': WORDS,
      'tool/Cargo.toml': tool('0.1.0'),
      'tool/Cargo.lock': lock('0.1.0'),
    };
    expect(bump(files, ['libs/words'], '0.2.0', ['tool'])).toEqual({
      'libs/words/Cargo.toml': WORDS.replace('0.1.0', '0.2.0'),
      'tool/Cargo.toml': tool('0.2.0'),
      'tool/Cargo.lock': lock('0.2.0'),
    });
  });

  it('changes nothing where the version is there already', () => {
    expect(
      bump({ 'libs/words/Cargo.toml': WORDS, 'libs/words/Cargo.lock': 'version = 4\n' }, ['libs/words'], '0.1.0'),
    ).toEqual({});
  });

  it('tells of each requirement that it cannot write, and of a crate without a version', () => {
    const server = '[package]\nname = "server"\nversion = "1.0.0"\n[dependencies]\n';
    const files = {
      'Cargo.toml': WORKSPACE,
      'libs/words/Cargo.toml': WORDS,
      'apps/server/Cargo.toml': `${server}words = { path = "../../libs/words", version = ">=0.1, <0.2" }\n`,
    };
    expect(() => bump(files, ['libs/words'], '0.2.0')).toThrow(
      expect.objectContaining({
        code: 'requirement-complex',
        message:
          '`words` wants ">=0.1, <0.2", which 0.2.0 does not meet, and there is more than one way to write it anew.',
        place: { file: 'apps/server/Cargo.toml' },
      }),
    );
    expect(() => bump({ 'a/Cargo.toml': '[package]\nname = "a"\n' }, ['a'], '1.0.0')).toThrow(
      expect.objectContaining({
        code: 'version-invalid',
        message: 'the crate `a` has no version',
        hint: 'write version = "0.0.0" under [package]',
      }),
    );
  });
});

describe('requireOneVersion', () => {
  const original = reader({ 'a/Cargo.toml': '[package]\nname = "a"\nversion = "1.0.0"\n' });
  const current = reader({ 'a/Cargo.toml': '[package]\nname = "a"\nversion = "1.1.0"\n' });

  it('lets a version be written once, or twice the same', () => {
    requireOneVersion({ crates: ['a'], version: '2.0.0', original, current: original });
    requireOneVersion({ crates: ['a'], version: '1.1.0', original, current });
  });

  it('refuses another version than another project has written', () => {
    expect(() => requireOneVersion({ crates: ['a'], version: '2.0.0', original, current })).toThrow(
      expect.objectContaining({
        code: 'version-twice',
        message: 'the version of `a` is to become 2.0.0, and another project of this run has made it 1.1.0',
        place: { file: 'a/Cargo.toml' },
      }),
    );
  });
});
