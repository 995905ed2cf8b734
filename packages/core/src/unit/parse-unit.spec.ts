import type { Failure } from '../failure';
import { Failures, renderFailure } from '../failure';
import { parseWorkspaceOptions } from '../platform';
import { parseUnitFile } from './parse-unit';

const workspace = parseWorkspaceOptions(
  {
    platforms: ['linux-x86_64', 'linux-aarch64', 'linux-riscv64', 'darwin-aarch64', 'windows-x86_64'],
    groups: { desktop: ['darwin-*', 'windows-*'] },
  },
  { file: 'nx.json', readText: () => undefined },
);

function complaints(text: string): string[] {
  try {
    parseUnitFile(text, 'nx-cross.json', workspace);
    return [];
  } catch (error) {
    const failures = error instanceof Failures ? error.failures : [error as Failure];
    return failures.map((failure) => renderFailure(failure).replace('nx-cross ', '').replace('nx-cross.json:', ''));
  }
}

/** A file of one key, as `{"key": value}`. */
const only = (key: string, value: unknown) => complaints(JSON.stringify({ [key]: value }));

it('reads a whole configuration', () => {
  const text = `{
    "$schema": "…/nx-cross.schema.json",
    "name": "kalamdb-server", // as archives carry it
    "crates": { "kalamdb-server": ["kalamdb-server"] },
    "profile": "release",
    "embeds": { "commit": "GIT_COMMIT", "time": "BUILD_DATE" },
    "dependsOn": ["ui:build"], "inputs": ["{workspaceRoot}/proto/**"], "tools": ["protoc"], "env": { "SKIP_UI_BUILD": "1" },
    "overrides": { "linux-aarch64": { "profile": "release-lowmem" }, "windows-*": { "rustflags": ["-Ctarget-feature=+crt-static"] } },
    "verify": { "maximumGlibc": "2.17" }, "smoke": { "arguments": ["--version"], "required": ["linux-*"] },
    "archive": { "files": ["README.md", { "from": "docs/man/*.1", "to": "man/", "mode": "0644" }] },
    "release": { "name": "kalamdb", "units": ["cli", "backend"], "channels": [{ "channel": "directory" }] },
  }`;
  expect(complaints(text)).toEqual([]);
  expect(parseUnitFile(text, 'nx-cross.json', workspace).overrides).toEqual({
    'linux-aarch64': { profile: 'release-lowmem' },
    'windows-*': { rustflags: ['-Ctarget-feature=+crt-static'] },
  });
});

it('tells all mistakes at once, each in its place, in the order of the file', () => {
  const text = `{
  "nmae": "server",
  "strategy": ["zag"],
  "targetCpu": "native",
  "archive": { "files": ["../LICENSE", { "form": "a" }] },
  "verify": { "maximumGlibc": "2.x" },
  "overrides": {
    "linux-*": { "env": { "A B": "1" }, "timeout": 0 },
    "linux-arm64": {}
  }
}`;
  expect(complaints(text)).toEqual([
    'config-invalid: 2:3: unknown key "nmae"\n  → did you mean name?',
    'config-invalid: 3:15: `strategy` must be "auto" or a list of native, gcc, zig',
    'target-cpu-native: 4:16: `target-cpu=native` binds the result to the machine that builds it\n  → name a CPU that every user has, as in x86-64-v2, or leave it out',
    'path-outside-workspace: 5:26: the path "../LICENSE" leads outside\n  → write a path with / and without .., for elsewhere in the workspace {workspaceRoot}/…',
    'config-invalid: 5:40: `archive.files[1].from` is missing: it must be a text that is not empty',
    'config-invalid: 5:42: unknown key "form" in `archive.files[1]`\n  → did you mean from?',
    'config-invalid: 6:31: `verify.maximumGlibc` must be a text like "2.17"',
    'config-invalid: 8:27: "A B" cannot be the name of a variable\n  → write letters, digits and _, with no digit in front',
    'config-invalid: 8:52: `overrides["linux-*"].timeout` must be a whole number, at least 1',
  ]);
});

it.each<[string, unknown, string]>([
  ['strategy', 'zag', 'config-invalid: 1:13: `strategy` must be "auto" or a list of native, gcc, zig'],
  ['glibc', 'old', 'config-invalid: 1:10: `glibc` must be a text like "2.17" or "none"'],
  ['lto', 'yes', 'config-invalid: 1:8: `lto` must be true or false, "thin", "fat" or "off"'],
  ['optLevel', 4, 'config-invalid: 1:13: `optLevel` must be 0, 1, 2, 3, "s" or "z"'],
  ['features', 'a', 'config-invalid: 1:13: `features` must be a list of texts'],
  ['crates', { a: 'b' }, 'config-invalid: 1:16: `crates.a` must be a list of texts'],
  ['strip', { enabled: 1 }, 'config-invalid: 1:21: `strip.enabled` must be true or false'],
  [
    'release',
    { channels: [{ channel: 'ftp' }] },
    'config-invalid: 1:36: `release.channels[0].channel` must be "directory" or "github"',
  ],
  ['targets', { packge: 'p' }, 'config-invalid: 1:13: unknown key "packge" in `targets`\n  → did you mean package?'],
  ['overrides', { 'linux-*': { smoke: {} } }, 'config-invalid: 1:26: unknown key "smoke" in `overrides["linux-*"]`'],
])('the schema refuses %s: %j', (key, value, expected) => {
  expect(only(key, value)).toEqual([expected]);
});

const NAME = 'write letters, digits, _, - and ., with none of - and . in front, and no . at the end';
const OUTSIDE = 'write a path with / and without .., for elsewhere in the workspace {workspaceRoot}/…';
const PLAIN = 'write a path with /, without .. and without a / in front';

it.each<[string, unknown, string]>([
  ['name', '-server', `config-invalid: 1:9: "-server" cannot be the name of a release unit\n  → ${NAME}`],
  ['name', 'a b', `config-invalid: 1:9: "a b" cannot be the name of a release unit\n  → ${NAME}`],
  ['name', 'a"b', `config-invalid: 1:9: "a\\"b" cannot be the name of a release unit\n  → ${NAME}`],
  ['name', 'a\nb', `config-invalid: 1:9: "a\\nb" cannot be the name of a release unit\n  → ${NAME}`],
  ['name', 'sérver', `config-invalid: 1:9: "sérver" cannot be the name of a release unit\n  → ${NAME}`],
  ['name', 'server.', `config-invalid: 1:9: "server." cannot be the name of a release unit\n  → ${NAME}`],
  ['crates', { '--x': [] }, `config-invalid: 1:12: "--x" cannot be the name of a crate\n  → ${NAME}`],
  ['crates', { a: ['-b'] }, `config-invalid: 1:17: "-b" cannot be the name of a binary\n  → ${NAME}`],
  ['profile', '--release', `config-invalid: 1:12: "--release" cannot be a profile\n  → ${NAME}`],
  ['features', ['a,b'], 'config-invalid: 1:14: "a,b" cannot be a feature\n  → write one feature an item'],
  ['toolchain', '+nightly', `config-invalid: 1:14: "+nightly" cannot be a toolchain\n  → ${NAME}`],
  [
    'targetFeatures',
    ['crt-static'],
    'config-invalid: 1:20: "crt-static" cannot be a target feature\n  → write + or - and the name, as in +crt-static',
  ],
  ['rustflags', ['-g\n-O'], 'config-invalid: 1:15: "-g\\n-O" cannot be a flag\n  → write one flag an item'],
  [
    'passEnv',
    ['A=1'],
    'config-invalid: 1:13: "A=1" cannot be the name of a variable\n  → write letters, digits and _, with no digit in front',
  ],
  [
    'embeds',
    { commit: '1A' },
    'config-invalid: 1:21: "1A" cannot be the name of a variable\n  → write letters, digits and _, with no digit in front',
  ],
  ['env', { A: 'a\0b' }, 'config-invalid: 1:13: a variable cannot hold a NUL'],
  ['tools', ['../protoc'], `config-invalid: 1:11: "../protoc" cannot be the name of a program\n  → ${NAME}`],
  [
    'inputs',
    ['{projectRoot}/../../x'],
    `path-outside-workspace: 1:12: the path "../../x" leads outside\n  → ${OUTSIDE}`,
  ],
  [
    'archive',
    { files: [{ from: '/etc/passwd' }] },
    `path-outside-workspace: 1:30: the path "/etc/passwd" leads outside\n  → ${OUTSIDE}`,
  ],
  [
    'archive',
    { files: ['a', { from: 'a', to: '../b' }] },
    `path-outside-workspace: 1:43: the path "../b" leads outside\n  → ${PLAIN}`,
  ],
  [
    'archive',
    { files: ['{workspaceRoot}/../a'] },
    `path-outside-workspace: 1:22: the path "../a" leads outside\n  → ${OUTSIDE}`,
  ],
  ['archive', { name: '{uint}' }, 'template-invalid: 1:20: there is no placeholder {uint}\n  → did you mean {unit}?'],
  [
    'archive',
    { name: '{binary}' },
    'template-invalid: 1:20: there is no placeholder {binary}\n  → the placeholders are {unit}, {version}, {platform}, {triple}, {os}, {arch}',
  ],
  [
    'archive',
    { name: '{unit}-}' },
    'template-invalid: 1:20: the template has a lone }\n  → the placeholders are {unit}, {version}, {platform}, {triple}, {os}, {arch}',
  ],
  [
    'archive',
    { binaryName: '../{binary}' },
    'template-invalid: 1:26: the template names a path\n  → write a name without / and \\',
  ],
  ['archive', { from: '-x' }, `config-invalid: 1:20: "-x" cannot be the name of a target\n  → ${NAME}`],
  ['release', { units: ['../other'] }, `path-outside-workspace: 1:22: the path "../other" leads outside\n  → ${PLAIN}`],
  [
    'release',
    { channels: [{ channel: 'directory', path: '/srv' }] },
    `path-outside-workspace: 1:55: the path "/srv" leads outside\n  → ${PLAIN}`,
  ],
  [
    'release',
    { channels: [{ channel: 'directory', path: 'C:\\out' }] },
    `path-outside-workspace: 1:55: the path "C:\\\\out" leads outside\n  → ${PLAIN}`,
  ],
  [
    'release',
    { channels: [{ channel: 'github', apiUrl: 'github.example.org' }] },
    'config-invalid: 1:54: "github.example.org" cannot be an address of GitHub’s API\n  → write https://github.example.org/api/v3',
  ],
])('a rule refuses %s: %j', (key, value, expected) => {
  expect(only(key, value)).toEqual([expected]);
});

const NATIVE =
  '`target-cpu=native` binds the result to the machine that builds it\n  → name a CPU that every user has, as in x86-64-v2, or leave it out';

it.each<[string, unknown, string]>([
  ['targetCpu', 'native', '1:14'],
  ['rustflags', ['-C', 'target-cpu=native'], '1:20'],
  ['rustflags', ['-Ctarget-cpu=native'], '1:15'],
  ['env', { RUSTFLAGS: '-g -Ctarget-cpu=native' }, '1:21'],
  ['overrides', { '*': { targetCpu: 'native' } }, '1:32'],
  ['overrides', { '*': { rustflags: ['-Ctarget-cpu=native'] } }, '1:33'],
])('refuses the builder’s own CPU in %s: %j', (key, value, place) => {
  expect(only(key, value)).toEqual([`target-cpu-native: ${place}: ${NATIVE}`]);
});

const HERE = 'write a target triple, as in aarch64-unknown-linux-gnu, or a friendly name, as in linux-aarch64';

it.each<[string, unknown, string[]]>([
  ['overrides', { desktop: {}, 'linux-aarch64': {}, '*-musl': {}, all: {} }, []],
  // Known, yet not among this workspace's: a unit need not be edited with nx.json.
  ['overrides', { 'linux-armv7': {}, 'freebsd-*': {} }, []],
  [
    'overrides',
    { 'linux-arm64': {} },
    ['unknown-platform: 1:15: there is no platform "linux-arm64"\n  → did you mean linux-aarch64?'],
  ],
  ['overrides', { destkop: {} }, ['unknown-platform: 1:15: there is no platform "destkop"\n  → did you mean desktop?']],
  [
    'overrides',
    { 'linux-x86_64.2.17': {} },
    [
      'glibc-floor: 1:15: "linux-x86_64.2.17" has a glibc floor, which is not for a single run to choose\n  → write it into the platforms of nx.json, or as `glibc` into nx-cross.json',
    ],
  ],
  ['exclude', ['linux-*', 'plan9'], [`unknown-platform: 1:23: there is no platform "plan9"\n  → ${HERE}`]],
  [
    'smoke',
    { required: ['linux', 'linux-*'] },
    [
      'unknown-platform: 1:23: there is no platform "linux"\n  → did you mean linux-x86_64, linux-aarch64 or linux-x86_64-musl?',
    ],
  ],
  // A floor that some of the chosen can have is for those.
  ['glibc', '2.17', []],
  [
    'glibc',
    '2.5',
    ['glibc-floor: 1:10: the glibc floor 2.5 is too old for x86_64-unknown-linux-gnu\n  → its oldest is 2.17'],
  ],
  ['overrides', { 'linux-*': { glibc: '2.17' } }, []],
  [
    'overrides',
    { '*-riscv64': { glibc: '2.17' } },
    ['glibc-floor: 1:36: the glibc floor 2.17 is too old for riscv64gc-unknown-linux-gnu\n  → its oldest is 2.27'],
  ],
  [
    'overrides',
    { desktop: { glibc: '2.17' } },
    [
      'glibc-floor: 1:34: aarch64-apple-darwin has no glibc, so it cannot have the glibc floor 2.17\n  → leave the floor out',
    ],
  ],
  ['overrides', { desktop: { glibc: 'none' } }, []],
])('platforms of %s: %j', (key, value, expected) => {
  expect(only(key, value)).toEqual(expected);
});
