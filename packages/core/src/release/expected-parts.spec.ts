import { expectedParts } from './expected-parts';

const unit = (name: string, platforms: readonly string[]) => {
  return { unit: name, platforms, directoryOf: (platform: string) => `/w/dist/${name}/${platform}/package` };
};

it('is every unit × platform, in order and once', () => {
  expect(expectedParts([unit('server', ['b', 'a', 'b']), unit('cli', ['a'])])).toEqual([
    { unit: 'cli', platform: 'a', directory: '/w/dist/cli/a/package' },
    { unit: 'server', platform: 'a', directory: '/w/dist/server/a/package' },
    { unit: 'server', platform: 'b', directory: '/w/dist/server/b/package' },
  ]);
});

it('misses a unit that has no platform, and a release that has no unit', () => {
  expect(() => expectedParts([])).toThrow(expect.objectContaining({ code: 'release-gap' }));
  expect(() => expectedParts([unit('server', []), unit('cli', []), unit('cli', ['a'])])).toThrow(
    [
      'nx-cross release-gap: the unit `server` has none of the platforms that are released',
      '  → remove it from `release.units`, or change its `exclude` or the `--platforms` asked for',
      'nx-cross release-gap: the unit `cli` has none of the platforms that are released',
      '  → remove it from `release.units`, or change its `exclude` or the `--platforms` asked for',
      'nx-cross name-collision: two units of the release are named `cli`',
      '  → give one of them another `name` in its nx-cross.json',
    ].join('\n'),
  );
});
