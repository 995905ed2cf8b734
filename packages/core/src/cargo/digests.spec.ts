import { inheritedRootKeysDigest, lockClosureDigest } from './digests';
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

const manifests = (root = ROOT, app = APP) => ({
  root: parseManifest(root, 'Cargo.toml'),
  crates: [parseManifest(app, 'app/Cargo.toml')],
});

describe('lockClosureDigest', () => {
  const digest = (lock: string) => lockClosureDigest(parseLock(lock, 'Cargo.lock'), ['app'], manifests());

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

  it.each<[string, (lock: string) => string]>([
    ["a dependency's version", (lock) => lock.replace('0.4.1', '0.4.2')],
    ["a dependency's checksum", (lock) => lock.replace('c2', 'd2')],
    [
      "a renamed dependency's source",
      (lock) => lock.replace(/(name = "rand"[^]*?source = )".*"/, '$1"registry+https://mirror"'),
    ],
    ['which package needs which', (lock) => lock.replace('c3"\ndependencies = [\n "log",\n]', 'c3"')],
  ])('differs with %s', (_what, edit) => {
    expect(edit(LOCK)).not.toBe(LOCK);
    expect(digest(edit(LOCK))).not.toBe(digest(LOCK));
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
