import type { Failure } from '../failure';
import { renderFailure } from '../failure';
import { renderGlibcFloor } from './glibc';
import { findPlatform } from './known-platforms';
import { parsePlatform } from './parse-platform';
import { nearestPlatforms } from './suggest';

const EXAMPLE = 'write a target triple, as in aarch64-unknown-linux-gnu, or a friendly name, as in linux-aarch64';

/** The platform's id with its floor, or the failure as it is printed. */
function parsed(text: string): string {
  try {
    const { platform, floor } = parsePlatform(text);
    return floor === undefined ? platform.id : `${platform.id} with ${renderGlibcFloor(floor)}`;
  } catch (error) {
    return renderFailure(error as Failure);
  }
}

it.each([
  ['aarch64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu'],
  ['linux-aarch64', 'aarch64-unknown-linux-gnu'],
  ['windows-x86_64', 'x86_64-pc-windows-gnu'],
  ['windows-x86_64-msvc', 'x86_64-pc-windows-msvc'],
  ['linux-x86_64-musl', 'x86_64-unknown-linux-musl'],
  ['x86_64-unknown-linux-gnu.2.17', 'x86_64-unknown-linux-gnu with 2.17'],
  ['linux-x86_64.2.28', 'x86_64-unknown-linux-gnu with 2.28'],
  ['riscv64gc-unknown-linux-gnu.2.27', 'riscv64gc-unknown-linux-gnu with 2.27'],
])('%s is %s', (text, expected) => {
  expect(parsed(text)).toBe(expected);
});

const NO_VERSION = 'write major and minor, digits only, as in 2.17';

it.each([
  // Misspelt, or another ecosystem's spelling: the nearest, never a guess.
  [
    'x86_64-unknown-linux-gun',
    'unknown-platform: there is no platform "x86_64-unknown-linux-gun"',
    'did you mean x86_64-unknown-linux-gnu or x86_64-unknown-linux-musl?',
  ],
  ['linux-arm64', 'unknown-platform: there is no platform "linux-arm64"', 'did you mean linux-aarch64?'],
  ['linux/amd64', 'unknown-platform: there is no platform "linux/amd64"', 'did you mean linux-x86_64?'],
  ['Linux-x86_64', 'unknown-platform: there is no platform "Linux-x86_64"', 'did you mean linux-x86_64?'],
  ['linux-arch64.2.17', 'unknown-platform: there is no platform "linux-arch64.2.17"', 'did you mean linux-aarch64?'],
  ['wasm32-unknown-unknown', 'unknown-platform: there is no platform "wasm32-unknown-unknown"', EXAMPLE],
  ['', 'malformed-triple: "" is not a target triple', EXAMPLE],
  ['-x', 'malformed-triple: "-x" is not a target triple', EXAMPLE],
  ['a b', 'malformed-triple: "a b" is not a target triple', EXAMPLE],
  ['a--b', 'malformed-triple: "a--b" is not a target triple', EXAMPLE],
  ['../etc', 'malformed-triple: "../etc" is not a target triple', EXAMPLE],
  ['__proto__', 'unknown-platform: there is no platform "__proto__"', EXAMPLE],
  // Floors.
  ['linux-x86_64.2', 'glibc-floor: "2" is no version of glibc', NO_VERSION],
  ['linux-x86_64.2.x', 'glibc-floor: "2.x" is no version of glibc', NO_VERSION],
  ['linux-x86_64.02.17', 'glibc-floor: "02.17" is no version of glibc', NO_VERSION],
  ['linux-x86_64.2.017', 'glibc-floor: "2.017" is no version of glibc', NO_VERSION],
  ['linux-x86_64.2.17.1', 'glibc-floor: "2.17.1" is no version of glibc', NO_VERSION],
  ['linux-x86_64.', 'glibc-floor: "" is no version of glibc', NO_VERSION],
  ['linux-x86_64.2.17 ', 'glibc-floor: "2.17 " is no version of glibc', NO_VERSION],
  [
    'linux-x86_64.2.5',
    'glibc-floor: the glibc floor 2.5 is too old for x86_64-unknown-linux-gnu',
    'its oldest is 2.17',
  ],
  [
    'riscv64gc-unknown-linux-gnu.2.17',
    'glibc-floor: the glibc floor 2.17 is too old for riscv64gc-unknown-linux-gnu',
    'its oldest is 2.27',
  ],
  [
    'aarch64-apple-darwin.2.17',
    'glibc-floor: aarch64-apple-darwin has no glibc, so it cannot have the glibc floor 2.17',
    'leave the floor out',
  ],
  [
    'linux-x86_64-musl.2.17',
    'glibc-floor: x86_64-unknown-linux-musl has no glibc, so it cannot have the glibc floor 2.17',
    'leave the floor out',
  ],
])('%j fails', (text, message, hint) => {
  expect(parsed(text)).toBe(`nx-cross ${message}\n  → ${hint}`);
});

it('says where the name stands, and knows a workspace’s own platforms', () => {
  const own = { ...findPlatform('linux-x86_64')!, id: 'x86_64-acme' as never, friendly: 'x86_64-acme' };
  const context = { custom: [own], place: { file: 'nx.json' } };
  expect(parsePlatform('x86_64-acme.2.31', context)).toEqual({ platform: own, floor: { major: 2, minor: 31 } });
  expect(() => parsePlatform('x86_64-acne', context)).toThrow(
    expect.objectContaining({ place: { file: 'nx.json' }, hint: 'did you mean x86_64-acme?' }),
  );
});

describe('nearestPlatforms', () => {
  it.each([
    ['linux-x64', 'linux-x86_64'],
    ['linux-x64-musl', 'linux-x86_64-musl'],
    ['linux_arm64', 'linux-aarch64'],
    ['linux/arm/v7', 'linux-armv7 linux-armv7-gnueabi'],
    ['amd64', 'linux-x86_64'],
    ['armhf', 'linux-armv7 linux-arm'],
    ['manylinux_x86_64', 'linux-x86_64'],
    ['musllinux_aarch64', 'linux-aarch64-musl'],
    ['win_amd64', 'windows-x86_64 windows-x86_64-msvc windows-x86_64-gnullvm'],
    ['win32-x64', 'windows-x86_64 windows-x86_64-msvc windows-x86_64-gnullvm'],
    ['win32-x64-msvc', 'windows-x86_64-msvc'],
    ['windows-arm64', 'windows-aarch64-msvc windows-aarch64-gnullvm'],
    ['macos-arm64', 'darwin-aarch64'],
    ['osx-x64', 'darwin-x86_64'],
    ['arm64-apple-darwin', 'darwin-aarch64 darwin-x86_64'],
    ['universal2-apple-darwin', 'darwin-x86_64 darwin-aarch64'],
    ['x86_64-macos-none', 'darwin-x86_64'],
    ['macos', 'darwin-x86_64 darwin-aarch64'],
    ['linux', 'linux-x86_64 linux-aarch64 linux-x86_64-musl'],
    ['x86_64-linux-gnu', 'linux-x86_64'],
    ['sunos-x64', 'illumos-x86_64'],
    ['ubuntu', ''],
  ])('%s: %s', (text, expected) => {
    expect(
      nearestPlatforms(text)
        .map(({ friendly }) => friendly)
        .join(' '),
    ).toBe(expected);
  });
});
