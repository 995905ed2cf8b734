import { findPlatform } from './known-platforms';
import type { Failure } from '../failure';
import { Failures, renderFailure } from '../failure';
import { renderGlibcFloor } from './glibc';
import { parseWorkspaceOptions } from './workspace-options';

const FILES: Readonly<Record<string, string>> = {
  'targets/x86_64-acme.json': JSON.stringify({
    'llvm-target': 'x86_64-unknown-linux-gnu',
    arch: 'x86_64',
    os: 'linux',
    env: 'gnu',
    'data-layout': 'e-m:e',
  }),
  'targets/broken.json': '{',
  'targets/bare.json': '{"llvm-target": "thumbv7m-none-eabi", "arch": "arm"}',
  'targets/linux-x86_64.json': '{"llvm-target": "x86_64-unknown-linux-gnu", "arch": "xtensa", "os": "linux"}',
};

function parse(json: unknown) {
  return parseWorkspaceOptions(json, { file: 'nx.json', readText: (path) => FILES[path] });
}

function complaints(json: unknown): string[] {
  try {
    parse(json);
    return [];
  } catch (error) {
    return (error instanceof Failures ? error.failures : [error as Failure]).map(renderFailure);
  }
}

it('reads platforms with their floors, target specs and groups', () => {
  const { platforms, groups } = parse({
    platforms: ['linux-x86_64.2.28', 'aarch64-unknown-linux-gnu', 'targets/x86_64-acme.json', 'windows-x86_64'],
    groups: { linux: ['linux-*', 'x86_64-acme'], desktop: ['windows-x86_64'] },
  });
  expect(platforms.map(({ platform, floor }) => [platform.id, floor && renderGlibcFloor(floor)])).toEqual([
    ['x86_64-unknown-linux-gnu', '2.28'],
    ['aarch64-unknown-linux-gnu', undefined],
    ['x86_64-acme', undefined],
    ['x86_64-pc-windows-gnu', undefined],
  ]);
  expect(platforms[2]?.platform).toMatchObject({
    friendly: 'x86_64-acme',
    architecture: 'x86_64',
    os: 'linux',
    libc: 'gnu',
    format: 'elf',
    targetSpec: 'targets/x86_64-acme.json',
  });
  expect(groups).toEqual({
    linux: ['x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'x86_64-acme'],
    desktop: ['x86_64-pc-windows-gnu'],
  });
});

it.each([[undefined], [{}], [{ platforms: [], groups: {} }]])('has nothing for %j', (json) => {
  expect(parse(json)).toMatchObject({ platforms: [], groups: {}, environments: ['host'] });
});

it('tells every mistake of form', () => {
  expect(complaints({ platform: [], platforms: ['', 3], groups: { a: [] } })).toEqual([
    'nx-cross config-invalid: nx.json: unknown key "platform"\n  → did you mean platforms?',
    'nx-cross config-invalid: nx.json: `platforms[0]` must be a text that is not empty',
    'nx-cross config-invalid: nx.json: `platforms[1]` must be a text that is not empty',
    'nx-cross config-invalid: nx.json: `groups.a` must be a list of texts that is not empty',
  ]);
  expect(complaints([])).toEqual(['nx-cross config-invalid: nx.json: the file must be an object']);
});

it('tells every mistake of meaning', () => {
  const options = {
    platforms: [
      'linux-x86_64',
      'linux-arm64',
      'darwin-aarch64.2.17',
      'x86_64-unknown-linux-gnu.2.17',
      'aarch64-apple-darwin',
    ],
    groups: {
      all: ['linux-*'],
      'linux-x86_64': ['linux-x86_64'],
      'a b': ['linux-x86_64'],
      linux: ['linux-*', 'lunix-*'],
    },
  };
  expect(complaints(options)).toEqual([
    'nx-cross unknown-platform: nx.json: there is no platform "linux-arm64"\n  → did you mean linux-aarch64?',
    'nx-cross glibc-floor: nx.json: aarch64-apple-darwin has no glibc, so it cannot have the glibc floor 2.17\n  → leave the floor out',
    'nx-cross config-invalid: nx.json: the platform x86_64-unknown-linux-gnu is listed twice',
    'nx-cross config-invalid: nx.json: a group cannot be named "all": it means every platform',
    'nx-cross config-invalid: nx.json: a group cannot be named "linux-x86_64": a platform has that name',
    'nx-cross config-invalid: nx.json: a group cannot be named "a b": write a letter, then letters, digits, - and _',
    'nx-cross unknown-platform: nx.json: no platform matches "lunix-*"\n  → the platforms here are linux-x86_64, linux-x86_64, darwin-aarch64',
  ]);
});

it.each<[string, string[]]>([
  [
    'targets/none.json',
    [
      'nx-cross config-unreadable: nx.json: there is no target-spec file "targets/none.json"\n  → write its path from the workspace’s root',
    ],
  ],
  [
    '../none.json',
    ['nx-cross path-outside-workspace: nx.json: the target-spec file "../none.json" is not inside the workspace'],
  ],
  [
    '/etc/none.json',
    ['nx-cross path-outside-workspace: nx.json: the target-spec file "/etc/none.json" is not inside the workspace'],
  ],
  ['targets/broken.json', [expect.stringMatching(/^nx-cross config-unreadable: targets\/broken\.json: /) as string]],
  ['targets/bare.json', ['nx-cross config-invalid: targets/bare.json: `os` "none" is none that can be released']],
  [
    'targets/linux-x86_64.json',
    [
      'nx-cross config-invalid: targets/linux-x86_64.json: "linux-x86_64" is the name of a platform that rustc knows',
      'nx-cross config-invalid: targets/linux-x86_64.json: `arch` "xtensa" is none that can be released',
    ],
  ],
])('the target-spec file %s fails', (path, expected) => {
  expect(complaints({ platforms: [path] })).toEqual(expected);
});

describe('images', () => {
  const musl = findPlatform('linux-x86_64-musl')!;
  const arm = findPlatform('linux-aarch64')!;
  const images = (written: object) => {
    const { container } = parse({ container: { images: written } });
    return [musl, arm].map((platform) => container.imagesFor(platform));
  };

  it('are those of the platform’s own name, else of the first pattern, else of `*`', () => {
    expect(images({ '*': 'all' })).toEqual([['all'], ['all']]);
    expect(images({ '*': 'all', 'linux-*': 'linux', [arm.id]: ['arm', 'other'] })).toEqual([
      ['linux'],
      ['arm', 'other'],
    ]);
    expect(images({ 'linux-aarch64': 'arm' })).toEqual([[], ['arm']]);
  });
});
