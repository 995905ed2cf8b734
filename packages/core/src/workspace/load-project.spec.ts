import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../failure';
import { findPlatform } from '../platform';
import { loadProject } from './load-project';
import { openWorkspace } from './open-workspace';

const HOST = findPlatform('linux-x86_64');

const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["apps/*", "libs/*"]\n[workspace.package]\nversion = "0.3.0"\n',
  'Cargo.lock': 'version = 4\n',
  'apps/server/Cargo.toml':
    '[package]\nname = "server"\nversion.workspace = true\n[dependencies]\nshared = { path = "../../libs/shared" }\n',
  'apps/server/src/main.rs': 'fn main() {}\n',
  'apps/server/nx-cross.json': '{ "exclude": ["darwin-*"], "glibc": "2.28" }',
  'apps/cli/Cargo.toml': '[package]\nname = "cli"\nversion = "1.0.0"\n',
  'apps/cli/nx-cross.json': '{}',
  'libs/shared/Cargo.toml':
    '[package]\nname = "shared"\nversion.workspace = true\n[dev-dependencies]\ncli = { path = "../../apps/cli" }\n',
  'nx-cross.json': '{ "release": { "name": "all", "units": ["apps/server", "apps/cli"] } }',
};

describe('loadProject', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-cross-workspace-'));
    for (const [path, text] of Object.entries(FILES)) write(path, text);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const open = (platforms = ['linux-x86_64', 'linux-aarch64', 'darwin-aarch64']) =>
    openWorkspace(root, { platforms }, HOST);

  it('reads a unit with its crates, its version and its platforms, without a process', () => {
    const { unit, release } = loadProject(open(), 'apps/server');
    expect(unit).toMatchObject({
      name: 'server',
      version: '0.3.0',
      cargoRoot: '.',
      shipped: ['apps/server'],
      edges: [{ from: 'apps/server', to: 'libs/shared' }],
    });
    expect(unit?.crates.map((crate) => crate.root)).toEqual(['apps/server', 'libs/shared']);
    expect(unit?.platforms.map(({ friendly }) => friendly)).toEqual(['linux-x86_64', 'linux-aarch64']);
    expect(release).toMatchObject({ name: 'server', units: ['apps/server'] });
  });

  it('lets the unit’s floor hold for every gnu platform, and none for the host’s own without one', () => {
    const aarch64 = findPlatform('linux-aarch64')!;
    expect(loadProject(open(), 'apps/server').unit?.floorFor(aarch64)).toEqual({ major: 2, minor: 28 });
    expect(loadProject(open(), 'apps/cli').unit?.floorFor(aarch64)).toEqual({ major: 2, minor: 17 });
    expect(loadProject(open(), 'apps/cli').unit?.floorFor(HOST!)).toBeUndefined();
  });

  it('knows a project that only gathers others from a unit', () => {
    const { unit, release } = loadProject(open(), '.');
    expect(unit).toBeUndefined();
    expect(release).toMatchObject({ name: 'all', units: ['apps/server', 'apps/cli'] });
  });

  it('asks a release at the root for a name, since a checkout’s folder has any', () => {
    write('nx-cross.json', '{ "release": { "units": ["apps/cli"] } }');
    expect(() => loadProject(open(), '.')).toThrow(
      '`release.name` is missing: the release at the workspace’s root has no folder to be named after.',
    );
  });

  it('takes the host’s platform where none is configured', () => {
    const { unit } = loadProject(open([]), 'apps/cli');
    expect(unit?.platforms.map(({ friendly }) => friendly)).toEqual(['linux-x86_64']);
  });

  it('finds the binaries of a platform as cargo does, and names the nearest for one that is not there', () => {
    expect(loadProject(open(), 'apps/server').unit?.binariesFor(HOST!)).toMatchObject([
      { crate: { name: 'server' }, binaries: ['server'] },
    ]);
    write('apps/server/nx-cross.json', '{ "crates": { "servr": [] } }');
    const failure = failureOf(() => loadProject(open(), 'apps/server').unit?.binariesFor(HOST!));
    expect(failure).toMatchObject({ code: 'crate-unknown', message: 'There is no crate `servr`.' });
    expect(failure?.hint).toContain('server');
  });

  it.each([
    ['shared', 'Cargo.lock', {}],
    ['absent', undefined, {}],
    ['ignored', 'Cargo.lock', { '.gitignore': 'Cargo.lock\n' }],
    // A cargo workspace below Nx's root has its own.
    ['absent', 'Cargo.lock', { 'apps/server/Cargo.toml': '[package]\nname = "server"\n[workspace]\n' }],
  ] as const)('says that the lock file is %s: %s, %j', (expected, lock, files) => {
    if (lock === undefined) rmSync(join(root, 'Cargo.lock'));
    for (const [path, text] of Object.entries(files)) write(path, text);
    expect(loadProject(open(), 'apps/server').unit?.lock).toBe(expected);
  });

  it('is changed by another dependency of the unit, and not by another unit’s', () => {
    const digest = () => loadProject(open(), 'apps/server').unit?.rootKeysDigestFor(HOST!);
    const before = digest();
    write('apps/cli/Cargo.toml', '[package]\nname = "cli"\nversion = "2.0.0"\n');
    expect(digest()).toBe(before);
    write('Cargo.toml', `${FILES['Cargo.toml']}[profile.dev]\nlto = true\n`);
    expect(digest()).toBe(before);
    write('Cargo.toml', `${FILES['Cargo.toml']}[profile.release]\nlto = true\n`);
    expect(digest()).not.toBe(before);
  });
});

function failureOf(work: () => unknown): Failure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
