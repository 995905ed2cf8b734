import { execFileSync } from 'node:child_process';
import type { ArtifactRecord } from '@nx-cross/core/artifact';
import { Rig } from '@nx-cross/testing';
import { fetchCrate } from './fetch-crate';
import { readArchive } from './read-archive';

/** Friendly name → triple, and what `smoke.json` must say of it. */
const PLATFORMS: Readonly<Record<string, readonly [triple: string, smoke: object]>> = {
  'linux-x86_64': ['x86_64-unknown-linux-gnu', { status: 'passed', runner: 'native' }],
  'linux-aarch64': ['aarch64-unknown-linux-gnu', { status: 'passed', runner: 'qemu' }],
  'linux-x86_64-musl': ['x86_64-unknown-linux-musl', { status: 'passed', runner: 'native' }],
  'linux-aarch64-musl': ['aarch64-unknown-linux-musl', { status: 'passed', runner: 'qemu' }],
  'windows-x86_64': ['x86_64-pc-windows-gnu', { status: 'passed', runner: 'wine' }],
  'darwin-x86_64': ['x86_64-apple-darwin', { status: 'not-run' }],
  'darwin-aarch64': ['aarch64-apple-darwin', { status: 'not-run' }],
};

/** They must run wherever anything here can run them, and say their version. */
const SMOKE = { required: ['linux-*', 'windows-*'], version: true };

/**
 * ripgrep: a root package with a cargo configuration of its own, C code (jemalloc) for musl, debug information in its
 * release profile. hexyl: a cargo workspace below, `lto` and one codegen unit in its release profile.
 * What they compute does not matter here: little is optimised, so that fourteen builds take minutes.
 */
const PROGRAMS = [
  {
    unit: 'ripgrep',
    version: '15.2.0',
    folder: '.',
    program: 'rg',
    settings: { smoke: SMOKE, optLevel: 0, codegenUnits: 16 },
    documents: ['CHANGELOG.md', 'LICENSE-MIT', 'README.md', 'UNLICENSE'],
  },
  {
    unit: 'hexyl',
    version: '0.16.0',
    folder: 'tools/hexyl',
    program: 'hexyl',
    settings: { smoke: SMOKE, optLevel: 0 },
    documents: ['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'README.md'],
  },
] as const;

describe('programs of crates.io, for seven platforms', () => {
  const rig = new Rig({ files: {}, pluginOptions: { platforms: Object.keys(PLATFORMS) } });
  afterAll(() => rig.dispose());

  beforeAll(async () => {
    for (const { unit, version, folder, settings } of PROGRAMS) {
      fetchCrate(unit, version, rig.path(folder));
      rig.write(`${folder}/nx-cross.json`, JSON.stringify(settings));
    }
    // ripgrep has one of its own, which knows nothing of Nx.
    rig.append('.gitignore', 'node_modules\ndist\n.nx\n.rig\n');
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
  });

  it('build, pass, run and are packed', async () => {
    const built = await rig.nx(['run-many', '--targets=package-all,smoke-all'], { timeoutMs: 29 * 60_000 });
    expect(built.tasks.filter(({ status }) => status !== 'success')).toEqual([]);
    expect(built).toMatchObject({ exitCode: 0 });
    expect(built.tasks).toHaveLength(PROGRAMS.length * (5 * Object.keys(PLATFORMS).length + 2));
  });

  describe.each(PROGRAMS)('$unit', ({ unit, version, program, documents }) => {
    it.each(Object.entries(PLATFORMS))('for %s', (friendly, [triple, smoke]) => {
      const windows = friendly === 'windows-x86_64';
      const binary = windows ? `${program}.exe` : program;
      const archive = `${unit}-v${version}-${friendly}.${windows ? 'zip' : 'tar.gz'}`;
      expect(JSON.parse(rig.read(`dist/${unit}/${triple}/smoke/smoke.json`))).toMatchObject(smoke);
      const [verified] = (rig.record(unit, triple, 'verify') as ArtifactRecord).artifacts;
      const files = readArchive(rig.path('dist', unit, triple, 'package', archive));
      expect(files.map(({ name, mode }) => [name, mode])).toEqual([
        ...documents.map((name) => [name, '0644']),
        [binary, '0755'],
      ]);
      expect(files.at(-1)).toEqual({ name: binary, mode: '0755', size: verified?.size, sha256: verified?.sha256 });
    });
  });

  it('do their work once unpacked', () => {
    const unpack = (unit: string, version: string, triple: string, friendly: string) => {
      const archive = `dist/${unit}/${triple}/package/${unit}-v${version}-${friendly}.tar.gz`;
      execFileSync('tar', ['-xzf', rig.path(archive), '-C', rig.path('.rig')]);
    };
    unpack('ripgrep', '15.2.0', 'x86_64-unknown-linux-musl', 'linux-x86_64-musl');
    unpack('hexyl', '0.16.0', 'x86_64-unknown-linux-gnu', 'linux-x86_64');
    const run = (program: string, ...words: string[]) =>
      execFileSync(rig.path('.rig', program), words, { encoding: 'utf8', cwd: rig.path('tools', 'hexyl') });
    expect(run('rg', '--no-config', '--line-number', '^lto', 'Cargo.toml')).toMatch(/^\d+:lto = true\n$/);
    expect(run('hexyl', '--length=4', '--plain', 'Cargo.toml')).toMatch(/23 20 54 48/);
  });

  it('leave each other alone: hexyl edited, ripgrep is in the cache', async () => {
    rig.append('tools/hexyl/src/main.rs', '\n// edited\n');
    const again = await rig.nx(['run', 'ripgrep:package-all']);
    const ran = again.tasks.filter(({ status }) => !status.startsWith('local-cache'));
    expect(ran.map(({ id }) => id)).toEqual(['ripgrep:package-all']);
  });
});
