import { digestOf } from '../artifact';
import { inheritedRootKeysDigest, lockClosure } from './digests';
import { parseLock } from './lock';
import { parseManifest } from './parse-manifest';

const ROOT = `[workspace]
members = ["app", "other"]
resolver = "2"
[workspace.package]
version = "1.0.0"
license = "MIT"
[workspace.dependencies]
log = { version = "0.4" }
rnd = { package = "rand", version = "0.9" }
left = "1"
[workspace.lints.rust]
unused = "warn"
[profile.release]
lto = true
`;

const APP = `[package]
name = "app"
version.workspace = true
[dependencies]
log.workspace = true
rnd.workspace = true
[dev-dependencies]
criterion = "0.5"
[lints]
workspace = true
`;

const LOCK = `version = 4

[[package]]
name = "app"
version = "1.0.0"
dependencies = [
 "criterion",
 "log",
 "rand",
]

[[package]]
name = "criterion"
version = "0.5.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "c1"
dependencies = [
 "log",
]

[[package]]
name = "log"
version = "0.4.1"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "c2"

[[package]]
name = "other"
version = "1.0.0"
dependencies = [
 "rand",
 "time",
]

[[package]]
name = "rand"
version = "0.9.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "c3"
dependencies = [
 "log",
]

[[package]]
name = "time"
version = "0.3.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "c4"
`;

const manifests = (root = ROOT, app = APP) => {
  const parsed = parseManifest(root, 'Cargo.toml');
  return { root: parsed, crates: [{ manifest: parseManifest(app, 'app/Cargo.toml'), root: parsed, isShipped: true }] };
};

describe('lockClosure', () => {
  const digest = (lock: string, root = ROOT) => digestOf(lockClosure(parseLock(lock, 'Cargo.lock'), manifests(root)));

  it.each<[string, (lock: string) => string]>([
    ['a dependency of another crate', (lock) => lock.replaceAll('0.3.0', '0.3.1').replace('c4', 'd4')],
    ["the crate's own version", (lock) => lock.replace('version = "1.0.0"', 'version = "1.1.0"')],
    ['a dev-dependency', (lock) => lock.replace('0.5.0', '0.6.0').replace('c1', 'd1')],
    [
      'the order of packages',
      (lock) =>
        lock.replace(/(\[\[package\]\]\nname = "log"[^]*?)(?=\[\[package\]\]\nname = "other")/, '') +
        `\n${/\[\[package\]\]\nname = "log"[^]*?"c2"\n/.exec(lock)?.[0]}`,
    ],
    ["the file's own version", (lock) => lock.replace('version = 4', 'version = 3')],
  ])('is the same whatever %s', (_what, edit) => {
    expect(edit(LOCK)).not.toBe(LOCK);
    expect(digest(edit(LOCK))).toBe(digest(LOCK));
  });

  it.each<[string, (lock: string) => string, string?]>([
    ["a dependency's version", (lock) => lock.replace('0.4.1', '0.4.2')],
    ["a dependency's checksum", (lock) => lock.replace('c2', 'd2')],
    [
      "a renamed dependency's source",
      (lock) => lock.replace(/(name = "rand"[^]*?source = )".*"/, '$1"registry+https://mirror"'),
    ],
    ['which package needs which', (lock) => lock.replace('c3"\ndependencies = [\n "log",\n]', 'c3"')],
    // Its features reach the program then.
    ['a dev-dependency, under the oldest resolver', (lock) => lock.replace('0.5.0', '0.6.0').replace('c1', 'd1'), '1'],
  ])('differs with %s', (_what, edit, resolver = '2') => {
    const root = ROOT.replace('resolver = "2"', `resolver = "${resolver}"`);
    expect(edit(LOCK)).not.toBe(LOCK);
    expect(digest(edit(LOCK), root)).not.toBe(digest(LOCK, root));
  });
});

describe('lockClosure of what is easily missed', () => {
  const closure = (lock: string, crates: readonly (readonly [manifest: string, root: string])[]) =>
    lockClosure(parseLock(`version = 4\n${lock}`, 'Cargo.lock'), {
      root: parseManifest(ROOT, 'Cargo.toml'),
      crates: crates.map(([manifest, root], index) => ({
        manifest: parseManifest(manifest, `${index}/Cargo.toml`),
        root: parseManifest(root, `${index}/root/Cargo.toml`),
        isShipped: index === 0,
      })),
    }).map(({ name, locked }) => [name, ...(locked === undefined ? [] : [locked])].join(' '));

  const locked = (name: string, version: string, rest: string) =>
    `\n[[package]]\nname = "${name}"\nversion = "${version}"\n${rest}`;
  const needs = (...names: string[]) => `dependencies = [\n${names.map((name) => ` "${name}",\n`).join('')}]\n`;
  const published = 'source = "registry+https://github.com/rust-lang/crates.io-index"\n';

  it('has what a path dependency inherits, renamed, from a cargo workspace of its own', () => {
    const lock =
      locked('app', '1.0.0', needs('lib')) + locked('lib', '1.0.0', needs('rand')) + locked('rand', '0.9.0', published);
    const app = '[package]\nname = "app"\n[dependencies]\nlib = { path = "../lib" }\n';
    const lib = '[package]\nname = "lib"\n[dependencies]\ndice.workspace = true\n';
    const root = '[workspace]\n[workspace.dependencies]\ndice = { package = "rand", version = "0.9" }\n';
    expect(
      closure(lock, [
        [app, ROOT],
        [lib, root],
      ]),
    ).toEqual(['app', 'lib', 'rand 0.9.0 (registry+https://github.com/rust-lang/crates.io-index)']);
  });

  it('has both versions of a dependency, and of two crates of one name both crates’ dependencies', () => {
    const lock =
      locked('app', '1.0.0', needs('lib 1.0.0', 'lib 2.0.0')) +
      locked('lib', '1.0.0', needs('log 0.3.0')) +
      locked('lib', '2.0.0', needs('log 0.4.0', 'rand')) +
      locked('log', '0.3.0', published) +
      locked('log', '0.4.0', published) +
      locked('rand', '0.9.0', published);
    const app =
      '[package]\nname = "app"\n[dependencies]\nlib = { path = "1" }\nnew = { path = "2", package = "lib" }\n';
    const lib = (dependency: string) => `[package]\nname = "lib"\n[dependencies]\n${dependency} = "*"\nlog = "*"\n`;
    expect(
      closure(lock, [
        [app, ROOT],
        [lib('rand'), ROOT],
        [lib('time'), ROOT],
      ]).map((text) => text.replace(/ \(.*/, '')),
    ).toEqual(['app', 'lib', 'lib', 'log 0.3.0', 'log 0.4.0', 'rand 0.9.0']);
  });

  it('has what [replace] puts in a package’s place', () => {
    const git = 'git+https://example.com/log#0123456789abcdef0123456789abcdef01234567';
    const lock =
      locked('app', '1.0.0', needs('log 0.4.0 (registry+https://github.com/rust-lang/crates.io-index)')) +
      locked('log', '0.4.0', `${published}replace = "log 0.4.0 (${git})"\n`) +
      locked('log', '0.4.0', `source = "${git}"\n`);
    const app = '[package]\nname = "app"\n[dependencies]\nlog = "0.4"\n';
    expect(closure(lock, [[app, ROOT]])).toContain(`log 0.4.0 (${git})`);
  });
});

describe('inheritedRootKeysDigest', () => {
  const digest = (root: string) => inheritedRootKeysDigest(manifests(root), 'release');

  it.each<[string, (root: string) => string]>([
    ['lints', (root) => root.replace('"warn"', '"deny"')],
    ['members', (root) => root.replace(', "other"', '')],
    ['a dependency that is offered and not taken', (root) => root.replace('left = "1"', 'left = "2"')],
    ['a key of the package that is offered and not taken', (root) => root.replace('MIT', 'Apache-2.0')],
    ['a profile that it is not built with', (root) => `${root}[profile.dev]\nopt-level = 3\n`],
    [
      'the order of tables',
      (root) => `[profile.release]\nlto = true\n${root.replace('[profile.release]\nlto = true\n', '')}`,
    ],
  ])('is the same whatever %s', (_what, edit) => {
    expect(edit(ROOT)).not.toBe(ROOT);
    expect(digest(edit(ROOT))).toBe(digest(ROOT));
  });

  it.each<[string, (root: string) => string]>([
    ['a profile', (root) => root.replace('lto = true', 'lto = false')],
    ['a dependency that is taken', (root) => root.replace('0.9', '0.10')],
    ['the version that is taken', (root) => root.replace('version = "1.0.0"', 'version = "1.0.1"')],
    ['a patch', (root) => `${root}[patch.crates-io]\nlog = { git = "https://example.com/log" }\n`],
    ['the resolver', (root) => root.replace('resolver = "2"', 'resolver = "3"')],
  ])('differs with %s', (_what, edit) => {
    expect(edit(ROOT)).not.toBe(ROOT);
    expect(digest(edit(ROOT))).not.toBe(digest(ROOT));
  });
});
