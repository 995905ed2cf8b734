import { isPrerelease, resolveVersion } from './version';

describe('resolveVersion', () => {
  it.each([
    [{ versions: { a: '1.2.3' } }, '1.2.3'],
    [{ versions: { a: '1.2.3', b: '1.2.3' } }, '1.2.3'],
    [{ override: '2.0.0-rc.1+5', versions: { a: '1.2.3', b: '0.1.0' } }, '2.0.0-rc.1+5'],
    [{ override: '0.0.0', versions: {} }, '0.0.0'],
  ])('%j is %s', (sources, version) => {
    expect(resolveVersion(sources)).toBe(version);
  });

  it.each([
    ['v1.2.3', 'write 1.2.3'],
    [' 1.2.3\n', 'write 1.2.3'],
    ['=1.2.3', 'write 1.2.3'],
    ['1.2', 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build'],
    ['01.2.3', 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build'],
    ['1.2.3-', 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build'],
    ['1.2.3-01', 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build'],
    ['1.2.3/../x', 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build'],
    ['', 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build'],
  ])('refuses %j', (override, hint) => {
    expect(() => resolveVersion({ override, versions: { a: '1.2.3' } })).toThrow(
      expect.objectContaining({
        code: 'version-invalid',
        message: `the release's version, ${JSON.stringify(override)}, is no semantic version`,
        hint,
      }),
    );
  });

  it('refuses units that disagree, are wrong, or are none', () => {
    expect(() => resolveVersion({ versions: { server: '1.0.0', cli: '1.0.1' } })).toThrow(
      expect.objectContaining({
        code: 'version-disagreement',
        message: 'the units of one release have different versions: `cli` 1.0.1, `server` 1.0.0',
        hint: 'give the units one version, or the release its own with --release-version=<version>',
      }),
    );
    expect(() => resolveVersion({ versions: { a: 'x', b: 'y' } })).toThrow(
      [
        'nx-cross version-invalid: the version of `a`, "x", is no semantic version',
        '  → a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build',
        'nx-cross version-invalid: the version of `b`, "y", is no semantic version',
      ].join('\n'),
    );
    expect(() => resolveVersion({ versions: {} })).toThrow('the release has no unit and so no version');
  });
});

it.each([
  ['1.0.0', false],
  ['1.0.0+beta-1', false],
  ['1.0.0-0', true],
  ['1.0.0-rc.1+5', true],
])('%s is a prerelease: %p', (version, expected) => {
  expect(isPrerelease(version)).toBe(expected);
});
