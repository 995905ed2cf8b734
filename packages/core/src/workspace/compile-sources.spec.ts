import { compileSources, declaredInputs, isSource } from './compile-sources';

describe('compileSources', () => {
  const crates = ['.', 'crates/core', 'examples/kept'];
  const is = isSource(compileSources(crates, ['crates/other', 'elsewhere'], declaredInputs([], '.')));

  it.each([
    ['src/main.rs', true],
    ['build.rs', true],
    ['pkg/windows/Manifest.xml', true],
    ['README.md', false],
    ['docs/README.md', true],
    ['tests/all.rs', false],
    ['target/release/x', false],
    ['crates/core/src/lib.rs', true],
    ['crates/core/README.md', false],
    ['crates/core/benches/b.rs', false],
    ['crates/other/src/lib.rs', false],
    // A crate of the unit that lies in a folder which cargo would not compile.
    ['examples/kept/src/lib.rs', true],
  ])('of a root package: %s', (path, expected) => {
    expect(is(path)).toBe(expected);
  });

  it('keeps nothing out that the user names', () => {
    const declared = declaredInputs(['{workspaceRoot}/libs/a/README.md', '{projectRoot}/tests/data.json'], 'libs/a');
    const keeps = isSource(compileSources(['libs/a'], [], declared));
    const paths = ['libs/a/README.md', 'libs/a/tests/data.json', 'libs/a/CHANGELOG.md', 'libs/a/benches/b.rs'];
    expect(paths.map(keeps)).toEqual([true, true, false, false]);
  });

  it('reads the user’s own inputs as Nx does', () => {
    const inputs = [
      '{workspaceRoot}/proto/**',
      '{projectRoot}/README.md',
      '!{workspaceRoot}/proto/old/**',
      'sharedGlobals',
    ];
    const declared = isSource(declaredInputs(inputs, 'apps/server'));
    const paths = ['proto/a.proto', 'apps/server/README.md', 'proto/old/a.proto', 'README.md'];
    expect(paths.map(declared)).toEqual([true, true, false, false]);
    expect(isSource(declaredInputs(['{projectRoot}/README.md'], '.'))('README.md')).toBe(true);
    expect(isSource(declaredInputs([], '.'))('README.md')).toBe(false);
  });
});
