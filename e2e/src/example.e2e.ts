import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactRecord } from '@nx-cross/core/artifact';
import type { Manifest } from '@nx-cross/core/release';
import { CHECKOUT, compareWithOracles, readTestbed, Rig } from '@nx-cross/testing';
import type { Finished } from '@nx-cross/testing';
import Ajv from 'ajv';
import { describeInstallers } from './describe-installers';
import { expectDamageToBeFound } from './expect-damage';
import { readArchive } from './read-archive';

const UNITS = ['acme-cli', 'acme-server'];
const SMALL_FILES = ['manifest.json', 'install.sh', 'install.ps1'];

interface Row {
  readonly triple: string;
  readonly archive: string;
  readonly suffix: '' | '.exe';
  /** What the manifest says of each of its programs. */
  readonly facts: object;
  /** What `smoke.json` says without the programs. */
  readonly smoke: object;
}

const elf = (architecture: string, rest: object) => ({ format: 'elf', architecture, ...rest });
const notRun = (platform: string) => ({ status: 'not-run', reason: `nothing on linux runs programs for ${platform}` });

const ROWS: readonly Row[] = [
  {
    triple: 'aarch64-apple-darwin',
    archive: 'darwin-aarch64.tar.gz',
    suffix: '',
    facts: { format: 'mach-o', architecture: 'aarch64', static: false, minimumMacos: '11.0' },
    smoke: notRun('darwin-aarch64'),
  },
  {
    triple: 'aarch64-unknown-linux-gnu',
    archive: 'linux-aarch64.tar.gz',
    suffix: '',
    facts: elf('aarch64', { static: false, minimumGlibc: '2.17' }),
    smoke: { status: 'passed', runner: 'qemu' },
  },
  {
    triple: 'aarch64-unknown-linux-musl',
    archive: 'linux-aarch64-musl.tar.gz',
    suffix: '',
    facts: elf('aarch64', { static: true, dynamicLibraries: [] }),
    smoke: { status: 'passed', runner: 'qemu' },
  },
  {
    triple: 'x86_64-apple-darwin',
    archive: 'darwin-x86_64.tar.gz',
    suffix: '',
    facts: { format: 'mach-o', architecture: 'x86_64', static: false },
    smoke: notRun('darwin-x86_64'),
  },
  {
    triple: 'x86_64-pc-windows-gnu',
    archive: 'windows-x86_64.zip',
    suffix: '.exe',
    facts: { format: 'pe', architecture: 'x86_64', static: false },
    smoke: { status: 'passed', runner: 'wine' },
  },
  {
    triple: 'x86_64-unknown-linux-gnu',
    archive: 'linux-x86_64.tar.gz',
    suffix: '',
    facts: elf('x86_64', { static: false, dynamicLibraries: ['libgcc_s.so.1', 'libc.so.6', 'ld-linux-x86-64.so.2'] }),
    smoke: { status: 'passed', runner: 'native' },
  },
  {
    triple: 'x86_64-unknown-linux-musl',
    archive: 'linux-x86_64-musl.tar.gz',
    suffix: '',
    facts: elf('x86_64', { static: true, dynamicLibraries: [] }),
    smoke: { status: 'passed', runner: 'native' },
  },
];

const EVERY_ROW = ROWS.map((row) => [row.triple, row] as const);
const EVERY_PROGRAM = UNITS.flatMap((unit) => ROWS.map((row) => [unit, row.triple, row] as const));

const copyOfTheExample = () => new Rig({ files: {}, copy: [join(CHECKOUT, 'examples', 'acme')] });

describe('the example, released for seven platforms', () => {
  const rig = copyOfTheExample();
  afterAll(() => rig.dispose());

  const published = rig.path('dist', 'acme', 'published', 'acme-v0.1.0');
  const archiveOf = (unit: string, { archive }: Row) => `${unit}-v0.1.0-${archive}`;
  const programOf = (unit: string, { triple, suffix }: Row, stage: string) =>
    rig.path('dist', unit, triple, stage, `${unit}${suffix}`);
  let cold: Finished;

  beforeAll(async () => {
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    cold = await rig.nx(['run', 'acme:publish'], { timeoutMs: 29 * 60_000 });
  });

  it('publishes fourteen archives, their checksums, a manifest and installers', () => {
    expect(cold).toMatchObject({ exitCode: 0 });
    expect(cold.tasks.filter(({ status }) => status === 'failure')).toEqual([]);
    expect(readdirSync(published).sort()).toEqual(
      [...EVERY_PROGRAM.map(([unit, , row]) => archiveOf(unit, row)), ...SMALL_FILES, 'SHA256SUMS'].sort(),
    );
  });

  it('with checksums that sha256sum agrees with', () => {
    const said = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: published, encoding: 'utf8' });
    expect(said.trimEnd().split('\n')).toEqual(
      [...EVERY_PROGRAM.map(([unit, , row]) => archiveOf(unit, row)), ...SMALL_FILES]
        .sort()
        .map((name) => `${name}: OK`),
    );
  });

  it('with a manifest that follows its published schema and knows every program', () => {
    const schema = readFileSync(join(CHECKOUT, 'packages', 'core', 'schemas', 'manifest.schema.json'), 'utf8');
    const manifest = JSON.parse(readFileSync(join(published, 'manifest.json'), 'utf8')) as Manifest;
    const ajv = new Ajv({ allErrors: true });
    ajv.validate(JSON.parse(schema) as object, manifest);
    expect(ajv.errors).toBeNull();
    expect(manifest).toMatchObject({ name: 'acme', version: '0.1.0', prerelease: false, omittedPlatforms: [] });
    const byName = Object.fromEntries(manifest.artifacts.map((artifact) => [artifact.name, artifact]));
    for (const [unit, triple, row] of EVERY_PROGRAM) {
      expect(byName[archiveOf(unit, row)]).toMatchObject({
        kind: 'archive',
        triple,
        binaries: [{ name: `${unit}${row.suffix}`, ...row.facts }],
      });
    }
  });

  it.each(EVERY_PROGRAM)('%s for %s is an archive that other readers read', (unit, triple, row) => {
    const archive = join(published, archiveOf(unit, row));
    const [program] = (rig.record(unit, triple, 'verify') as ArtifactRecord).artifacts;
    expect(readArchive(archive)).toEqual([
      { name: 'LICENSE', mode: '0644', size: expect.any(Number), sha256: expect.any(String) },
      { name: 'README.md', mode: '0644', size: expect.any(Number), sha256: expect.any(String) },
      { name: program?.name, mode: '0755', size: program?.size, sha256: program?.sha256 },
    ]);
    const said = row.suffix === '.exe' ? ['unzip', '-t', archive] : ['tar', '--utc', '-tzvf', archive];
    const listing = execFileSync(said[0] ?? '', said.slice(1), {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    expect(listing).toMatch(
      row.suffix === '.exe'
        ? /^No errors detected in compressed data of /m
        : new RegExp(`^-rwxr-xr-x 0/0 +${program?.size ?? ''} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ${unit}$`, 'm'),
    );
  });

  it('whose programs run where this machine can run them, and no others are said to', async () => {
    const smoke = await rig.nx(['run-many', '--targets=smoke-all']);
    expect(smoke).toMatchObject({ exitCode: 0 });
    for (const [unit, triple, row] of EVERY_PROGRAM) {
      const result = JSON.parse(rig.read(`dist/${unit}/${triple}/smoke/smoke.json`)) as object;
      const programs = 'reason' in row.smoke ? {} : { programs: [`${unit}${row.suffix}`] };
      expect(result).toEqual({ ...row.smoke, ...programs });
    }
  });

  it('whose unpacked program runs as it was published', () => {
    const archive = join(published, 'acme-cli-v0.1.0-linux-x86_64-musl.tar.gz');
    execFileSync('tar', ['-xzf', archive, '-C', rig.path('.rig')]);
    expect(execFileSync(rig.path('.rig', 'acme-cli'), ['--version'], { encoding: 'utf8' })).toBe('acme-cli 0.1.0\n');
  });

  describeInstallers(published);

  describe.each(EVERY_ROW)('%s', (_, row) => {
    const { oraclePython } = readTestbed();
    const tools = { readelf: 'readelf', llvmReadobj: 'llvm-readobj', oraclePython };

    it.each(UNITS.flatMap((unit) => ['cross-compile', 'verify'].map((stage) => [unit, stage] as const)))(
      '%s after %s is what readelf, llvm-readobj and LIEF say it is',
      async (unit, stage) => {
        expect(await compareWithOracles(programOf(unit, row, stage), tools)).toEqual([]);
      },
    );

    it.each(['cross-compile', 'verify'])('a damaged program of %s is refused or read, never crashed on', (stage) =>
      expectDamageToBeFound(programOf('acme-cli', row, stage), rig.path('.rig', 'damaged')),
    );
  });

  it('is in the cache as a whole: a second release runs nothing and publishes nothing', async () => {
    const again = await rig.nx(['run', 'acme:publish']);
    expect(again).toMatchObject({ exitCode: 0 });
    const ran = again.tasks.filter(({ status }) => !status.startsWith('local-cache'));
    expect(ran.map(({ id }) => id)).toEqual(['acme:publish']);
    expect(again.tasks).toHaveLength(UNITS.length * (4 * ROWS.length + 4 * 4) + 2);
    expect(again.output).toContain(`\n  skip ${String(EVERY_PROGRAM.length + SMALL_FILES.length + 1)}\n`);
  });

  it('packs again, and compiles nothing, where the README is edited', async () => {
    rig.append('README.md', '\nAnother line.\n');
    const edited = await rig.nx(['run', 'acme:checksum-all']);
    expect(edited).toMatchObject({ exitCode: 0 });
    const ran = edited.tasks.filter(({ status }) => !status.startsWith('local-cache'));
    expect(ran.map(({ id }) => id).sort()).toEqual(
      ['acme:checksum-all', ...EVERY_PROGRAM.map(([unit, triple]) => `${unit}:package--${triple}`)].sort(),
    );
    expect(ran.every(({ status }) => status === 'success')).toBe(true);
  });

  it('is the same, byte for byte, from another folder, with an empty cache, in another time zone', async () => {
    const other = copyOfTheExample();
    try {
      const rows = ROWS.filter(({ triple }) => ['aarch64-apple-darwin', 'x86_64-pc-windows-gnu'].includes(triple));
      const env = { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', CARGO_TARGET_DIR: other.path('elsewhere') };
      const finished = await other.nx(['run', 'acme:publish', '--platforms=darwin-aarch64,windows-x86_64'], { env });
      expect(finished).toMatchObject({ exitCode: 0 });
      const folder = other.path('dist', 'acme', 'published', 'acme-v0.1.0');
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
      expect(manifest.omittedPlatforms).toEqual(ROWS.filter((row) => !rows.includes(row)).map(({ triple }) => triple));
      for (const name of rows.flatMap((row) => UNITS.map((unit) => archiveOf(unit, row)))) {
        expect(readFileSync(join(folder, name)).equals(readFileSync(join(published, name)))).toBe(true);
      }
    } finally {
      await other.dispose();
    }
  });
});
