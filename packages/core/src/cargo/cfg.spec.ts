import { execFileSync } from 'node:child_process';
import { KNOWN_PLATFORMS } from '../platform';
import { cfgOf, evaluateCfg } from './cfg';

const linux = cfgOf(KNOWN_PLATFORMS.find(({ id }) => id === 'x86_64-unknown-linux-gnu')!);

// Another build may hold this machine's cores.
jest.setTimeout(60_000);

describe('cfgOf', () => {
  // rustc knows the cfg of each of its targets, whether or not their std is installed.
  const supported = new Set(execFileSync('rustc', ['--print', 'target-list'], { encoding: 'utf8' }).trim().split('\n'));
  const known = KNOWN_PLATFORMS.filter(({ id }) => supported.has(id));

  it('is asked of most platforms', () => {
    expect(known.length).toBeGreaterThan(20);
  });

  it.each(known.map((platform) => [platform.id as string, platform] as const))(
    'is what rustc says of %s',
    (id, platform) => {
      const lines = execFileSync('rustc', ['--print', 'cfg', '--target', id], { encoding: 'utf8' }).trim().split('\n');
      const { names, pairs } = cfgOf(platform);
      expect([...names].filter((name) => !lines.includes(name))).toEqual([]);
      const said = Object.fromEntries(
        lines.flatMap((line) => {
          const [, key = '', value = ''] = /^(.*?)="(.*)"$/.exec(line) ?? [];
          return key in pairs ? [[key, value]] : [];
        }),
      );
      expect(pairs).toEqual(said);
    },
  );
});

describe('evaluateCfg', () => {
  it.each([
    ['cfg(unix)', true],
    ['cfg(windows)', false],
    ['cfg(target_os = "linux")', true],
    ['cfg(target_os="macos")', false],
    ['cfg(not(windows))', true],
    ['cfg(all(unix, target_arch = "x86_64"))', true],
    ['cfg(all(unix, not(target_env = "gnu")))', false],
    ['cfg(any(windows, target_pointer_width = "64"))', true],
    ['cfg(any())', false],
    ['cfg(all())', true],
    ['cfg(all(unix, target_os = "linux",))', true],
    [' cfg( all( unix , any( windows , target_vendor = "unknown" ) ) ) ', true],
    ['cfg(true)', true],
    ['cfg(false)', false],
    ['cfg(some_name_of_the_users)', false],
    ['cfg(feature = "x")', false],
    ['x86_64-unknown-linux-gnu', undefined],
    ['cfg()', undefined],
    ['cfg(not(unix, windows))', undefined],
    ['cfg(all(unix windows))', undefined],
    ['cfg(target_os = linux)', undefined],
    ['cfg(unix) and more', undefined],
    ['cfg(unix, windows)', undefined],
    ['cfg(all(unix)', undefined],
    ['cfg(some(unix))', undefined],
  ])('%s is %s', (text, expected) => {
    expect(evaluateCfg(text, linux)).toBe(expected);
  });
});
