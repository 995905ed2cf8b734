import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { enabledFeatures, listBinaries } from './binary-targets';
import { findCargoRoot } from './cargo-root';
import { openManifests } from './manifests';
import { listMembers } from './members';
import type { ListFolder, ReadText } from './ports';

// Another build may hold this machine's cores.
jest.setTimeout(60_000);

/** A cargo workspace of every shape that the rooms know, each crate of it read by cargo itself, too. */
const SHAPES: Record<string, readonly [manifest: string, ...sources: string[]]> = {
  'main-only': ['edition = "2021"', 'src/main.rs'],
  'library-only': ['edition = "2021"', 'src/lib.rs'],
  'bin-folder': ['edition = "2021"', 'src/main.rs', 'src/bin/one.rs', 'src/bin/two/main.rs', 'src/bin/two/part.rs'],
  'bin-folder-noise': ['edition = "2021"', 'src/lib.rs', 'src/bin/one.rs', 'src/bin/data/x.txt', 'src/bin/notes.md'],
  'declared-elsewhere': ['edition = "2021"\n[[bin]]\nname = "rg"\npath = "core/main.rs"', 'core/main.rs'],
  'declared-and-found': ['edition = "2021"\n[[bin]]\nname = "x"\npath = "x.rs"', 'x.rs', 'src/main.rs', 'src/bin/y.rs'],
  'declared-same-path': ['edition = "2021"\n[[bin]]\nname = "z"\npath = "./src/main.rs"', 'src/main.rs'],
  'declared-without-path': ['edition = "2021"\n[[bin]]\nname = "tool"', 'src/main.rs', 'src/bin/tool.rs'],
  'autobins-off': [
    'edition = "2021"\nautobins = false\n[[bin]]\nname = "a"\npath = "src/bin/a.rs"',
    'src/bin/a.rs',
    'src/bin/b.rs',
  ],
  'old-edition': ['[[bin]]\nname = "a"\npath = "a.rs"', 'a.rs', 'src/main.rs', 'src/bin/b.rs'],
  'old-edition-undeclared': ['', 'src/main.rs', 'src/bin/b.rs'],
  'old-edition-autobins': ['autobins = true\n[[bin]]\nname = "a"\npath = "a.rs"', 'a.rs', 'src/bin/b.rs'],
  'inherited-edition': ['edition.workspace = true\n[[bin]]\nname = "a"\npath = "a.rs"', 'a.rs', 'src/bin/b.rs'],
  'needs-features': [
    'edition = "2021"\n[features]\nextra = []\n[[bin]]\nname = "e"\npath = "e.rs"\nrequired-features = ["extra"]',
    'e.rs',
  ],
};

interface Metadata {
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly manifest_path: string;
    readonly targets: readonly {
      readonly kind: readonly string[];
      readonly name: string;
      readonly 'required-features'?: readonly string[];
    }[];
  }[];
}

describe('beside cargo metadata', () => {
  let folder: string;
  let metadata: Metadata;
  const readText: ReadText = (path) => {
    try {
      return readFileSync(join(folder, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  const list: ListFolder = (path) => {
    try {
      return readdirSync(join(folder, path), { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      }));
    } catch {
      return undefined;
    }
  };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cargo-shapes-'));
    const rootPackage = '[package]\nname = "root-package"\nversion = "0.3.0"\nedition = "2021"\n';
    write(
      'Cargo.toml',
      `${rootPackage}[workspace]\nmembers = ["shapes/*", "deep/**/leaf-?"]\nexclude = ["shapes/left-out"]\n` +
        '[workspace.package]\nversion = "7.8.9"\nedition = "2021"\n' +
        '[workspace.dependencies]\noffered = { path = "side/offered" }\nunused = { path = "side/unused" }\n',
    );
    write('src/main.rs', '');
    for (const [name, [manifest, ...sources]] of Object.entries(SHAPES)) {
      write(`shapes/${name}/Cargo.toml`, `[package]\nname = "${name}"\nversion.workspace = true\n${manifest}\n`);
      for (const source of sources) write(`shapes/${name}/${source}`, '');
    }
    for (const name of [
      'shapes/left-out',
      'side/offered',
      'side/unused',
      'side/test-only',
      'deep/a/leaf-1',
      'deep/a/b/leaf-2',
    ]) {
      write(
        `${name}/Cargo.toml`,
        `[package]\nname = "${name.split('/').pop()}"\nversion = "1.0.0"\nedition = "2021"\n`,
      );
      write(`${name}/src/lib.rs`, '');
    }
    write(
      'deep/a/leaf-1/Cargo.toml',
      '[package]\nname = "leaf-1"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\noffered.workspace = true\n' +
        '[dev-dependencies]\ntest-only = { path = "../../../side/test-only" }\n',
    );
    const argv = ['metadata', '--no-deps', '--offline', '--format-version', '1'];
    metadata = JSON.parse(execFileSync('cargo', argv, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lists the members that cargo lists', () => {
    const manifests = openManifests(readText);
    const members = listMembers(manifests, findCargoRoot(manifests, 'shapes/main-only'), list);
    expect(members.map(({ name, version, manifestPath }) => ({ name, version, manifestPath }))).toEqual(
      metadata.packages
        .map(({ name, version, manifest_path }) => ({
          name,
          version,
          manifestPath: manifest_path.slice(folder.length + 1).replaceAll('\\', '/'),
        }))
        .sort((a, b) => (dirname(a.manifestPath) < dirname(b.manifestPath) ? -1 : 1)),
    );
    expect(members).toHaveLength(Object.keys(SHAPES).length + 5);
  });

  it.each(Object.keys(SHAPES))('finds the binaries that cargo finds: %s', (name) => {
    const manifests = openManifests(readText);
    const manifest = manifests.at(`shapes/${name}`);
    const targets = metadata.packages.find((candidate) => candidate.name === name)?.targets ?? [];
    const expected = targets
      .filter(({ kind }) => kind.includes('bin'))
      .map((target) => ({ name: target.name, requiredFeatures: target['required-features'] ?? [] }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const found = listBinaries(manifest!, `shapes/${name}`, list);
    expect(found.map((binary) => ({ name: binary.name, requiredFeatures: binary.requiredFeatures }))).toEqual(expected);
  });
});

describe('enabledFeatures', () => {
  const declared = { default: ['tls'], tls: ['dep:rustls', 'net'], net: [], admin: ['tls'] };

  it.each([
    ['the default ones', [], true, ['default', 'dep:rustls', 'net', 'tls']],
    ['none without them', [], false, []],
    ['those named, and what they enable', ['admin'], false, ['admin', 'dep:rustls', 'net', 'tls']],
  ])('has %s', (_what, features, defaultFeatures, expected) => {
    expect([...enabledFeatures(declared, { features, defaultFeatures })].sort()).toEqual(expected);
  });
});
