import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactRecord } from '../artifact';
import { describeFile, readArtifactRecord, writeArtifactRecord } from '../artifact';
import type { BinaryFacts } from '../binary/facts';
import type { Platform, PlatformId } from '../platform/platform';
import type { PackageRequest } from './package-unit';
import { packageUnit } from './package-unit';

const platform: Platform = {
  id: 'x86_64-unknown-linux-musl' as PlatformId,
  friendly: 'linux-x86_64-musl',
  architecture: 'x86_64',
  os: 'linux',
  libc: 'musl',
  format: 'elf',
  executableSuffix: '',
  names: {},
};
const facts: BinaryFacts = {
  format: 'elf',
  architectures: ['x86_64'],
  kind: 'executable',
  static: true,
  dynamicLibraries: [],
  stripped: true,
};
const build = { builder: 'cargo', linker: 'zig', environment: 'host', toolchain: [], passedOver: [] };

let workspace: string;
let request: PackageRequest;

beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'nx-cross-'));
  const from = join(workspace, 'dist/verify');
  for (const folder of ['dist/verify', 'dist/package', 'server'])
    mkdirSync(join(workspace, folder), { recursive: true });
  writeFileSync(join(workspace, 'LICENSE'), 'MIT');
  writeFileSync(join(from, 'server'), 'program');
  writeFileSync(join(from, 'server.debug'), 'symbols');
  writeFileSync(join(workspace, 'dist/package/of-an-earlier-run'), '');
  const binary = { kind: 'executable', binary: facts, sizes: { compiled: 20, stripped: 7 }, crate: 'server' };
  await writeArtifactRecord(from, {
    schemaVersion: 1,
    unit: 'server',
    platform: platform.id,
    stage: 'verify',
    build,
    artifacts: [
      { name: 'server', path: 'server', ...binary, ...(await describeFile(join(from, 'server'))) },
      {
        name: 'server.debug',
        path: 'server.debug',
        kind: 'symbols',
        ...(await describeFile(join(from, 'server.debug'))),
      },
    ],
  });
  request = {
    unit: 'server',
    version: '1.2.3',
    platform,
    options: {
      format: 'tar.gz',
      name: '{unit}-v{version}-{platform}',
      binaryName: '{binary}',
      wrapInDirectory: false,
      files: [],
      from: 'verify',
    },
    from,
    outputDirectory: join(workspace, 'dist/package'),
    projectRoot: join(workspace, 'server'),
    workspaceRoot: workspace,
    epochSeconds: 315_532_800,
  };
});
afterEach(() => rmSync(workspace, { recursive: true }));

const output = (name = '') => join(request.outputDirectory, name);

it('leaves the archives and a record that knows all that is known of the binaries', async () => {
  const record = await packageUnit(request);
  const archive = 'server-v1.2.3-linux-x86_64-musl.tar.gz';
  const symbols = 'server-v1.2.3-linux-x86_64-musl-symbols.tar.gz';
  expect(readdirSync(output()).sort()).toEqual(['artifacts.json', symbols, archive].sort());
  const before = await readArtifactRecord(request.from);
  const expected: ArtifactRecord = {
    schemaVersion: 1,
    unit: 'server',
    platform: platform.id,
    stage: 'package',
    version: '1.2.3',
    build,
    artifacts: [
      {
        name: archive,
        kind: 'archive',
        platform: platform.id,
        path: archive,
        ...(await describeFile(output(archive))),
        uncompressedSha256: record.artifacts[0]!.uncompressedSha256!,
        contents: [before.artifacts[0]!],
      },
      {
        name: symbols,
        kind: 'symbols',
        platform: platform.id,
        path: symbols,
        ...(await describeFile(output(symbols))),
        uncompressedSha256: record.artifacts[1]!.uncompressedSha256!,
        contents: [before.artifacts[1]!],
      },
    ],
  };
  expect(record).toEqual(expected);
  expect(await readArtifactRecord(output())).toEqual(expected);
  const unpacked = execFileSync('tar', ['-xzOf', output(archive), 'LICENSE', 'server'], { encoding: 'utf8' });
  expect(unpacked).toBe('MITprogram');
});

it('makes the same files twice, whatever the times of its input', async () => {
  await packageUnit(request);
  const first = readdirSync(output()).map((name) => readFileSync(output(name), 'hex'));
  utimesSync(join(workspace, 'LICENSE'), 1, 1);
  await packageUnit(request);
  expect(readdirSync(output()).map((name) => readFileSync(output(name), 'hex'))).toEqual(first);
});

it('keeps what is known of a bare binary', async () => {
  const record = await packageUnit({ ...request, options: { ...request.options, format: 'binary', name: '{unit}' } });
  const { artifacts } = await readArtifactRecord(request.from);
  expect(record.artifacts[0]).toEqual({ ...artifacts[0], platform: platform.id });
  expect(readFileSync(output('server'), 'utf8')).toBe('program');
});

it.each<[string, string, () => Promise<PackageRequest> | PackageRequest]>([
  ['there is no record', 'record-missing', () => ({ ...request, from: join(workspace, 'none') })],
  [
    'the record is of another platform',
    'record-damaged',
    () => ({ ...request, platform: { ...platform, id: 'aarch64-apple-darwin' as PlatformId } }),
  ],
  [
    'a binary was changed since',
    'artifact-changed',
    () => {
      writeFileSync(join(request.from, 'server'), 'prograM');
      return request;
    },
  ],
  [
    'the file list is wrong',
    'files-match-nothing',
    () => ({ ...request, options: { ...request.options, files: [{ from: 'none', mode: 0o644 }] } }),
  ],
])('leaves nothing, what an earlier run left least of all, where %s', async (_, code, prepare) => {
  await expect(packageUnit(await prepare())).rejects.toMatchObject({ code });
  expect(readdirSync(output())).toEqual([]);
});
