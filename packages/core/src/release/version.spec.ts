import type { Checkout } from './checkout';
import { renderVersion } from './render-version';
import { isPrerelease, resolvePublishedVersion, resolveVersion } from './version';

describe('resolveVersion', () => {
  it.each([
    [{ versions: { a: '1.2.3' } }, '1.2.3'],
    [{ versions: { a: '1.2.3', b: '1.2.3' } }, '1.2.3'],
    [{ override: '2.0.0-rc.1+5', versions: { a: '1.2.3', b: '0.1.0' } }, '2.0.0-rc.1+5'],
    [{ override: '0.0.0', versions: {} }, '0.0.0'],
    [{ override: '0.0.0', tagged: '1.0.0', versions: { a: '1.2.3' } }, '0.0.0'],
    [{ tagged: '1.3.0', versions: { a: '1.2.3', b: '0.1.0' } }, '1.3.0'],
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

describe('resolvePublishedVersion', () => {
  const checkout = (at: string[], rest: Partial<Checkout> = {}): Checkout => ({
    head: { commit: 'abcdef0123456789', time: '0', tags: at },
    isShallow: false,
    changed: [],
    tags: at,
    ...rest,
  });
  const resolve = (found: Checkout | undefined, override?: string) =>
    resolvePublishedVersion({ override, versions: { a: '1.2.3' }, checkout: found, template: 'v{version}' });

  it.each([
    [
      'what is asked for, over a tag and a dirty tree',
      checkout(['v1.0.0'], { changed: ['x'] }),
      '2.0.0',
      'r 2.0.0: as asked for',
    ],
    ['a tag', checkout(['v1.2.3']), undefined, 'r 1.2.3: of the tag v1.2.3'],
    ['another tag', checkout(['v1.3.0']), undefined, 'r 1.3.0: of the tag v1.3.0 (Cargo.toml says 1.2.3)'],
    ['a tag of a shallow clone', checkout(['v1.2.3'], { isShallow: true }), undefined, 'r 1.2.3: of the tag v1.2.3'],
    ['no repository', undefined, undefined, 'r 1.2.3: of Cargo.toml'],
    [
      'a repository without tags of the release',
      checkout([], { tags: ['other-v1.0.0'], changed: ['x'] }),
      undefined,
      'r 1.2.3: of Cargo.toml',
    ],
    [
      'off a tag',
      checkout([], { tags: ['v1.0.0'] }),
      undefined,
      'r 1.2.3-snapshot.abcdef012345: no tag like v{version} is at this commit (Cargo.toml says 1.2.3)',
    ],
  ])('takes %s', (_what, found, override, expected) => {
    expect(renderVersion('r', 'v{version}', resolve(found, override))).toBe(expected);
  });

  it('refuses what is not the tag’s, and what a shallow clone cannot know', () => {
    expect(() => resolve(checkout(['v1.2.3'], { changed: ['a', 'b', 'c', 'd', 'e'] }))).toThrow(
      expect.objectContaining({
        code: 'tree-dirty',
        message: 'HEAD is at the tag v1.2.3, and files differ from it: a, b, c and 2 more',
      }),
    );
    expect(() => resolve(checkout([], { isShallow: true }))).toThrow(
      expect.objectContaining({ code: 'history-shallow' }),
    );
  });
});
