import type { Failure } from '../failure';
import { renderFailure } from '../failure';
import { resolveClosure } from './closure';
import { openManifests } from './manifests';

const crate = (name: string, rest = '') => `[package]\nname = "${name}"\nversion = "1.0.0"\n${rest}`;

const WORKSPACE: Record<string, string> = {
  'Cargo.toml': `[workspace]
members = ["apps/*", "libs/*"]
resolver = "2"
[workspace.package]
version = "4.5.6"
[workspace.dependencies]
core = { path = "libs/core" }
aliased = { package = "real", path = "libs/real" }
[patch.crates-io]
patched = { path = "vendor/patched" }
deep = { path = "vendor/deep" }
unused = { path = "vendor/unused" }
`,
  'Cargo.lock': `version = 4

[[package]]
name = "app"
version = "4.5.6"
dependencies = [
 "published",
]

[[package]]
name = "deep"
version = "1.0.0"

[[package]]
name = "published"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = [
 "deep",
]

[[package]]
name = "unused"
version = "1.0.0"
`,
  'apps/app/Cargo.toml': `[package]
name = "app"
version.workspace = true
[dependencies]
core.workspace = true
aliased = { workspace = true }
patched = "1"
published = "1"
[build-dependencies]
generator = { path = "../../tools/generator" }
[target.'cfg(windows)'.dependencies]
winonly = { path = "../../libs/winonly" }
[dev-dependencies]
fixtures = { path = "../../libs/fixtures" }
`,
  'libs/core/Cargo.toml': crate('core', '[dependencies]\nbase = { path = "../base" }\n'),
  'libs/base/Cargo.toml': crate('base', '[dev-dependencies]\ncore = { path = "../core" }\n'),
  'libs/real/Cargo.toml': crate('real', '[dependencies]\nbase = { path = "../base" }\n'),
  'libs/winonly/Cargo.toml': crate('winonly'),
  'libs/fixtures/Cargo.toml': crate('fixtures'),
  'tools/generator/Cargo.toml': '[package]\nname = "generator"\n[workspace]\n',
  'vendor/patched/Cargo.toml': crate('patched'),
  'vendor/deep/Cargo.toml': crate('deep'),
  'vendor/unused/Cargo.toml': crate('unused'),
};

const open = (files: Record<string, string>) => openManifests((path) => files[path]);

describe('resolveClosure', () => {
  const closure = resolveClosure(open(WORKSPACE), 'apps/app');

  it('follows normal, build, target-specific, renamed, inherited and patched dependencies, and no dev-dependency', () => {
    expect(closure.crates.map(({ name, version, root }) => `${name} ${version} ${root}`)).toEqual([
      'app 4.5.6 apps/app',
      'base 1.0.0 libs/base',
      'core 1.0.0 libs/core',
      'real 1.0.0 libs/real',
      'winonly 1.0.0 libs/winonly',
      'generator 0.0.0 tools/generator',
      'deep 1.0.0 vendor/deep',
      'patched 1.0.0 vendor/patched',
    ]);
  });

  it('follows the dev-dependencies of the crate itself where the oldest resolver gives their features to the program', () => {
    const files = { ...WORKSPACE, 'Cargo.toml': WORKSPACE['Cargo.toml']!.replace('resolver = "2"', 'resolver = "1"') };
    const added = resolveClosure(open(files), 'apps/app').crates.filter(
      ({ root }) => !closure.crates.some((crate) => crate.root === root),
    );
    expect(added.map(({ root }) => root)).toEqual(['libs/fixtures']);
  });

  it('has the direct edges', () => {
    expect(closure.edges.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'apps/app → libs/core',
      'apps/app → libs/real',
      'apps/app → libs/winonly',
      'apps/app → tools/generator',
      'apps/app → vendor/deep',
      'apps/app → vendor/patched',
      'libs/core → libs/base',
      'libs/real → libs/base',
    ]);
  });

  it('says which crate and which root it is of', () => {
    expect(closure.crate).toEqual({
      name: 'app',
      version: '4.5.6',
      root: 'apps/app',
      manifestPath: 'apps/app/Cargo.toml',
    });
    expect(closure.root.folder).toBe('.');
  });

  it.each([
    [
      'a path without a manifest',
      '[dependencies]\ngone = { path = "../gone" }\n',
      'nx-cross manifest-unreadable: libs/core/Cargo.toml: The dependency `gone` points at libs/gone, where there is no Cargo.toml.',
    ],
    [
      'a path out of the workspace',
      '[dependencies]\nfar = { path = "../../../far" }\n',
      'nx-cross path-outside-workspace: libs/core/Cargo.toml: The dependency `far` points at ../far, outside of the workspace, where no hash sees its sources.\n' +
        '  → Move the crate into the workspace, or depend on a published or git version.',
    ],
  ])('refuses %s, naming who asked for it', (_what, dependencies, expected) => {
    let message = '';
    try {
      resolveClosure(open({ ...WORKSPACE, 'libs/core/Cargo.toml': crate('core', dependencies) }), 'apps/app');
    } catch (failure) {
      message = renderFailure(failure as Failure);
    }
    expect(message).toBe(expected);
  });

  it('reads a thousand crates, each manifest once', () => {
    const files: Record<string, string> = { 'Cargo.toml': '[workspace]\nmembers = ["c/*"]\n' };
    for (let n = 0; n < 1000; n++) {
      const next = [n * 2 + 1, n * 2 + 2].filter((to) => to < 1000);
      files[`c/c${n}/Cargo.toml`] = crate(
        `c${n}`,
        `[dependencies]\n${next.map((to) => `c${to} = { path = "../c${to}" }\n`).join('')}`,
      );
    }
    const reads = new Map<string, number>();
    const manifests = openManifests((path) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return files[path];
    });
    expect(resolveClosure(manifests, 'c/c0').crates).toHaveLength(1000);
    expect(Math.max(...reads.values())).toBe(1);
  });
});
