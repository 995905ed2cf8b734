import { Failures, renderFailure } from '../failure';
import { parseManifest } from './parse-manifest';

const WHOLE = `
cargo-features = ["codegen-backend"]

[package]
name = "server"
version.workspace = true
edition = "2021"
build = "build/main.rs"
links = "server_native"
autobins = false
workspace = "../.."

[lib]
name = "server_lib"
path = "lib/lib.rs"

[[bin]]
name = "server"
path = "src/server.rs"

[[bin]]
name = "admin"
required-features = ["admin"]

[features]
default = ["tls"]
tls = ["dep:rustls"]
admin = []

[dependencies]
shared = { workspace = true, features = ["std"] }
near = { path = "../near" }
renamed = { package = "other-name", path = "../other" }
serde = "1"

[build-dependencies]
generator = { path = "../generator" }

[dev-dependencies]
fixtures = { path = "../fixtures" }

[target.'cfg(windows)'.dependencies]
winonly = { path = '..\\winonly' }

[target.x86_64-unknown-linux-gnu.build-dependencies]
linuxbuild = { path = "../linuxbuild" }

[target.'cfg(unix)'.dev-dependencies]
unixfixtures = { path = "../unixfixtures" }
`;

const ROOT = `
[workspace]
members = ["crates/*", "tools/cli"]
exclude = ["crates/old"]
resolver = "2"

[workspace.package]
version = "1.2.3"
edition = "2024"

[workspace.dependencies]
shared = { path = "crates/shared" }
log = "0.4"

[patch.crates-io]
regex = { path = "vendor/regex" }
log = { git = "https://example.com/log" }
fork = { package = "real-name", path = "vendor/fork" }

[replace]
"time:0.1.0" = { path = "vendor/time" }

[profile.release]
lto = true
[profile.release-lowmem]
inherits = "release"
`;

function failureOf(text: string): string[] {
  try {
    parseManifest(text, 'crates/a/Cargo.toml');
    return [];
  } catch (error) {
    return error instanceof Failures ? error.failures.map(renderFailure) : [renderFailure(error as never)];
  }
}

describe('parseManifest', () => {
  it('reads a package', () => {
    const { toml: _toml, ...manifest } = parseManifest(WHOLE, 'apps/server/Cargo.toml');
    expect(manifest).toEqual({
      file: 'apps/server/Cargo.toml',
      package: {
        name: 'server',
        version: { workspace: true },
        edition: '2021',
        build: 'build/main.rs',
        links: 'server_native',
        autobins: false,
        workspace: '../..',
        library: { name: 'server_lib', path: 'lib/lib.rs' },
        binaries: [
          { name: 'server', path: 'src/server.rs', requiredFeatures: [] },
          { name: 'admin', requiredFeatures: ['admin'] },
        ],
        features: { default: ['tls'], tls: ['dep:rustls'], admin: [] },
      },
      dependencies: [
        { key: 'shared', package: 'shared', inherited: true },
        { key: 'near', package: 'near', path: '../near', inherited: false },
        { key: 'renamed', package: 'other-name', path: '../other', inherited: false },
        { key: 'serde', package: 'serde', inherited: false },
        { key: 'winonly', package: 'winonly', path: '../winonly', inherited: false },
        { key: 'generator', package: 'generator', path: '../generator', inherited: false },
        { key: 'linuxbuild', package: 'linuxbuild', path: '../linuxbuild', inherited: false },
      ],
      devDependencies: [
        { key: 'fixtures', package: 'fixtures', path: '../fixtures', inherited: false },
        { key: 'unixfixtures', package: 'unixfixtures', path: '../unixfixtures', inherited: false },
      ],
      patches: [],
      profiles: [],
    });
  });

  it('reads a workspace without a package', () => {
    const { toml: _toml, ...manifest } = parseManifest(ROOT, 'Cargo.toml');
    expect(manifest).toEqual({
      file: 'Cargo.toml',
      workspace: {
        members: ['crates/*', 'tools/cli'],
        exclude: ['crates/old'],
        dependencies: [
          { key: 'shared', package: 'shared', path: 'crates/shared', inherited: false },
          { key: 'log', package: 'log', inherited: false },
        ],
        version: '1.2.3',
        edition: '2024',
      },
      dependencies: [],
      devDependencies: [],
      patches: [
        { package: 'regex', path: 'vendor/regex' },
        { package: 'real-name', path: 'vendor/fork' },
        { package: 'time', path: 'vendor/time' },
      ],
      profiles: ['release', 'release-lowmem'],
    });
  });

  it.each([
    ['a build script that is switched off', 'build = false', { build: false }],
    ['an own edition and version', 'version = "1.0.0"\nedition = "2018"', { version: '1.0.0', edition: '2018' }],
  ])('reads %s', (_what, lines, expected) => {
    const manifest = parseManifest(`[package]\nname = "a"\n${lines}\n`, 'Cargo.toml');
    expect(manifest.package).toEqual({ name: 'a', binaries: [], features: {}, ...expected });
  });

  it.each([
    [
      'text that is no TOML, with its place',
      '[package]\nname = "a"\nversion = 1.0.0\n',
      ['nx-cross manifest-invalid: crates/a/Cargo.toml:3:11: is not valid TOML: invalid value.'],
    ],
    [
      'a key twice',
      '[package]\nname = "a"\nname = "b"\n',
      [
        'nx-cross manifest-invalid: crates/a/Cargo.toml:3:1: is not valid TOML: trying to redefine an already defined table or value.',
      ],
    ],
    [
      'a file that is no manifest',
      'x = 1\n',
      ['nx-cross manifest-invalid: crates/a/Cargo.toml: has neither a [package] nor a [workspace] section.'],
    ],
    [
      'all mistakes at once',
      'dependencies = 3\n[package]\nversion = "1.0.0"\n[[bin]]\npath = "x.rs"\n[workspace]\nmembers = "a"\n',
      [
        'nx-cross manifest-invalid: crates/a/Cargo.toml: `package.name` is missing.',
        'nx-cross manifest-invalid: crates/a/Cargo.toml: [[bin]] number 1 has no `name`.',
        'nx-cross manifest-invalid: crates/a/Cargo.toml: `workspace.members` must be a list of strings.',
        'nx-cross manifest-invalid: crates/a/Cargo.toml: `dependencies` must be a table.',
      ],
    ],
    [
      '[bin] for [[bin]]',
      '[package]\nname = "a"\n[bin]\nname = "b"\n',
      ['nx-cross manifest-invalid: crates/a/Cargo.toml: `bin` must be a list of tables: write [[bin]].'],
    ],
  ])('refuses %s', (_what, text, expected) => {
    expect(failureOf(text)).toEqual(expected);
  });
});
