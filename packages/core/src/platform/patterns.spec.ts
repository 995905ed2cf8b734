import type { Failure } from '../failure';
import { Failures, renderFailure } from '../failure';
import { findPlatform } from './known-platforms';
import { matchesPlatform, resolvePlatformPatterns } from './patterns';
import type { Platform } from './platform';

const platforms = ['linux-x86_64', 'linux-aarch64', 'linux-x86_64-musl', 'darwin-aarch64', 'windows-x86_64'].map(
  (name) => findPlatform(name) as Platform,
);
const idsOf = (...names: string[]) => names.map((name) => (findPlatform(name) as Platform).id);
const groups = { desktop: idsOf('darwin-aarch64', 'windows-x86_64'), bsd: [] };

function chosen(patterns: string[]): string {
  try {
    const found = resolvePlatformPatterns(patterns, { platforms, groups });
    return found.map(({ friendly }) => friendly).join(' ');
  } catch (error) {
    const failures = error instanceof Failures ? error.failures : [error as Failure];
    return failures.map(renderFailure).join('\n');
  }
}

const HERE = 'the platforms here are linux-x86_64, linux-aarch64, linux-x86_64-musl, darwin-aarch64, windows-x86_64';

it.each<[string[], string]>([
  [['aarch64-unknown-linux-gnu'], 'linux-aarch64'],
  [['linux-aarch64'], 'linux-aarch64'],
  [['darwin-aarch64, linux-x86_64'], 'linux-x86_64 darwin-aarch64'],
  [['linux-*'], 'linux-x86_64 linux-aarch64 linux-x86_64-musl'],
  [['*-apple-*'], 'darwin-aarch64'],
  [['*-musl', 'linux-x86_64-musl'], 'linux-x86_64-musl'],
  [['{linux,windows}-x86_64'], 'linux-x86_64 windows-x86_64'],
  [['*-!(x86_64)'], 'linux-x86_64 linux-aarch64 linux-x86_64-musl darwin-aarch64 windows-x86_64'],
  [['desktop,linux-x86_64'], 'linux-x86_64 darwin-aarch64 windows-x86_64'],
  [['all'], 'linux-x86_64 linux-aarch64 linux-x86_64-musl darwin-aarch64 windows-x86_64'],
  [['', ' , '], ''],
  [['linux-x86_6'], 'nx-cross unknown-platform: there is no platform "linux-x86_6"\n  → did you mean linux-x86_64?'],
  [['destkop'], 'nx-cross unknown-platform: there is no platform "destkop"\n  → did you mean desktop?'],
  [
    ['linux-armv7'],
    `nx-cross unknown-platform: the platform "linux-armv7" is not configured here\n  → ${HERE}; add this one: nx g nx-cross:platform linux-armv7`,
  ],
  [['freebsd-*'], `nx-cross unknown-platform: no platform matches "freebsd-*"\n  → ${HERE}`],
  [['bsd'], `nx-cross unknown-platform: the group "bsd" has no platform here\n  → ${HERE}`],
  [
    ['linux-x86_64.2.17'],
    'nx-cross glibc-floor: "linux-x86_64.2.17" has a glibc floor, which is not for a single run to choose\n  → write it into the platforms of nx.json, or as `glibc` into nx-cross.json',
  ],
  [
    ['darwin-aarch64.2.17'],
    'nx-cross glibc-floor: aarch64-apple-darwin has no glibc, so it cannot have the glibc floor 2.17\n  → leave the floor out',
  ],
  [
    ['toString'],
    'nx-cross unknown-platform: there is no platform "toString"\n  → write a target triple, as in aarch64-unknown-linux-gnu, or a friendly name, as in linux-aarch64',
  ],
  [
    ['linux-arm64', 'linux-x86_64', 'macos-arm64'],
    'nx-cross unknown-platform: there is no platform "linux-arm64"\n  → did you mean linux-aarch64?\nnx-cross unknown-platform: there is no platform "macos-arm64"\n  → did you mean darwin-aarch64?',
  ],
])('%j: %s', (patterns, expected) => {
  expect(chosen(patterns)).toBe(expected);
});

it.each<[string[], boolean]>([
  [['linux-*'], true],
  [['darwin-*', 'x86_64-*'], true],
  [['all'], true],
  [['desktop'], false],
  [['nonsense'], false],
  [[], false],
])('whether %j matches linux-x86_64: %s', (patterns, expected) => {
  expect(matchesPlatform(patterns, findPlatform('linux-x86_64')!, groups)).toBe(expected);
});
