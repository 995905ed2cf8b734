import { replaceTables } from './toml-tables';

const PATH = ['package', 'metadata', 'binstall'];
const TABLES = '[package.metadata.binstall]\npkg-fmt = "tgz"\n';
const replace = (text: string) => replaceTables(text, PATH, TABLES);

describe('replaceTables', () => {
  it('puts them behind everything where there are none', () => {
    const text = '[package]\nname = "a" # of all\n\n[dependencies]\n';
    expect(replace(text)).toBe(`${text}\n${TABLES}`);
    expect(replace('[package]\r\nname = "a"')).toBe(
      '[package]\r\nname = "a"\r\n\r\n[package.metadata.binstall]\r\npkg-fmt = "tgz"\r\n',
    );
  });

  it('puts them where they are, takes those below with them, and leaves every other byte', () => {
    const text = `[package]
name = "a"   # of all

[package.metadata.binstall]
pkg-fmt = "zip"
pkg-url = "x"

[package.metadata.binstall.overrides.a]
pkg-fmt = "bin"

# about what follows
[dependencies]
b = "1"
`;
    const replaced = `[package]
name = "a"   # of all

[package.metadata.binstall]
pkg-fmt = "tgz"

# about what follows
[dependencies]
b = "1"
`;
    expect(replace(text)).toBe(replaced);
    expect(replace(replaced)).toBe(replaced);
  });

  it('is the same when done twice at the end', () => {
    const once = replace('[package]\nname = "a"\n') ?? '';
    expect(replace(once)).toBe(once);
  });

  it.each(['[package.metadata]\nbinstall = { pkg-fmt = "zip" }\n', '[package]\nmetadata.binstall.pkg-fmt = "zip"\n'])(
    'leaves it to a person where it is written otherwise: %j',
    (text) => {
      expect(replace(text)).toBeUndefined();
    },
  );
});
