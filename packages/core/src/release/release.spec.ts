import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact } from '../artifact';
import { digestOfBytes, readArtifactRecord, writeArtifactRecord } from '../artifact';
import type { BinaryFacts } from '../binary/facts';
import type { ReleaseRequest } from './gather-release';
import { gatherRelease } from './gather-release';
import { renderManifest } from './manifest';
import { renderManifestText } from './manifest-text';
import { readRelease } from './read-release';
import type { ReleasePart } from './release';
import { renderReleaseTable } from './release-table';
import { writeRelease } from './write-release';

const LINUX = 'x86_64-unknown-linux-gnu';
const MAC = 'aarch64-apple-darwin';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'nx-cross-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const linuxFacts: BinaryFacts = {
  format: 'elf',
  architectures: ['x86_64'],
  kind: 'executable',
  static: false,
  dynamicLibraries: ['libgcc_s.so.1', 'libc.so.6'],
  minimumGlibc: '2.17',
  stripped: true,
};
const macFacts: BinaryFacts = {
  format: 'mach-o',
  architectures: ['aarch64', 'x86_64'],
  kind: 'executable',
  static: false,
  dynamicLibraries: ['/usr/lib/libSystem.B.dylib', 'b', 'c', 'd', 'e', 'f'],
  minimumMacos: '11.0',
  stripped: true,
};

/** A file of a package, with the bytes that are its name; a `.tar.gz` has the binary inside. */
function fileOf(name: string, binary: Partial<Artifact> & { readonly name: string }): Artifact {
  const bytes = { size: name.length, sha256: digestOfBytes(name) };
  const inside = { kind: 'executable', path: binary.name, size: 3000, sha256: digestOfBytes(binary.name), ...binary };
  if (!name.endsWith('.tar.gz')) return { ...inside, ...bytes, name, path: name };
  return { name, kind: 'archive', path: name, ...bytes, uncompressedSha256: digestOfBytes(''), contents: [inside] };
}

async function leavePart(
  unit: string,
  platform: string,
  artifacts: readonly Artifact[],
  version = '1.2.3',
): Promise<ReleasePart> {
  const directory = join(workspace, unit, platform);
  mkdirSync(directory, { recursive: true });
  for (const { name } of artifacts) writeFileSync(join(directory, name), name);
  await writeArtifactRecord(directory, { schemaVersion: 1, unit, platform, stage: 'package', version, artifacts });
  return { unit, platform, directory };
}

async function leaveRelease(): Promise<ReleaseRequest> {
  const sizes = { compiled: 4_404_019, stripped: 3000 };
  const parts = [
    await leavePart('server', LINUX, [fileOf('server-linux.tar.gz', { name: 'server', binary: linuxFacts, sizes })]),
    await leavePart('server', MAC, [fileOf('server-mac.tar.gz', { name: 'server', binary: macFacts, sizes: {} })]),
    await leavePart('cli', LINUX, [
      fileOf('cli-linux', { name: 'cli', binary: { ...linuxFacts, static: true, dynamicLibraries: [] } }),
    ]),
  ];
  return { name: 'kalamdb', version: '1.2.3', parts, omittedPlatforms: ['z', 'a', 'z'] };
}

describe('a release that is whole', () => {
  it('has a manifest', async () => {
    const request = { ...(await leaveRelease()), commit: 'c0ffee', tag: 'v1.2.3' };
    expect(JSON.parse(renderManifest(await gatherRelease(request)))).toEqual({
      schemaVersion: 1,
      name: 'kalamdb',
      version: '1.2.3',
      prerelease: false,
      commit: 'c0ffee',
      tag: 'v1.2.3',
      omittedPlatforms: ['a', 'z'],
      artifacts: [
        {
          name: 'cli-linux',
          kind: 'executable',
          triple: LINUX,
          size: 9,
          sha256: digestOfBytes('cli-linux'),
          binaries: [
            {
              name: 'cli-linux',
              size: 9,
              format: 'elf',
              architecture: 'x86_64',
              minimumGlibc: '2.17',
              dynamicLibraries: [],
              static: true,
            },
          ],
        },
        {
          name: 'server-linux.tar.gz',
          kind: 'archive',
          triple: LINUX,
          size: 19,
          sha256: digestOfBytes('server-linux.tar.gz'),
          uncompressedSha256: digestOfBytes(''),
          binaries: [
            {
              name: 'server',
              size: 3000,
              compiledSize: 4_404_019,
              strippedSize: 3000,
              format: 'elf',
              architecture: 'x86_64',
              minimumGlibc: '2.17',
              dynamicLibraries: ['libgcc_s.so.1', 'libc.so.6'],
              static: false,
            },
          ],
        },
        {
          name: 'server-mac.tar.gz',
          kind: 'archive',
          triple: MAC,
          size: 17,
          sha256: digestOfBytes('server-mac.tar.gz'),
          uncompressedSha256: digestOfBytes(''),
          binaries: [
            {
              name: 'server',
              size: 3000,
              format: 'mach-o',
              architecture: 'aarch64+x86_64',
              minimumMacos: '11.0',
              dynamicLibraries: ['/usr/lib/libSystem.B.dylib', 'b', 'c', 'd', 'e', 'f'],
              static: false,
            },
          ],
        },
      ],
    });
  });

  it('has a table', async () => {
    expect(renderReleaseTable(await gatherRelease(await leaveRelease()))).toBe(
      [
        'binary     platform        compiled  stripped  archive  architecture    links to',
        'cli-linux  linux-x86_64           -         -      9 B  x86_64          nothing (static)',
        'server     darwin-aarch64         -         -     17 B  aarch64+x86_64  libSystem.B.dylib, b, c, d and 2 more',
        'server     linux-x86_64     4.2 MiB   2.9 KiB     19 B  x86_64          libgcc_s.so.1, libc.so.6 (glibc 2.17)',
        '',
      ].join('\n'),
    );
  });

  it('has a list of binaries for images', async () => {
    expect(renderManifestText(await gatherRelease(await leaveRelease()))).toBe(
      [
        '# kalamdb 1.2.3',
        '',
        `# Target: ${MAC}`,
        '',
        `server/server  ${digestOfBytes('server')}`,
        '',
        `# Target: ${LINUX}`,
        '',
        `cli/cli-linux  ${digestOfBytes('cli-linux')}`,
        `server/server  ${digestOfBytes('server')}`,
        '',
      ].join('\n'),
    );
  });

  it('leaves small files that sha256sum and a reader accept, and nothing else', async () => {
    const request = await leaveRelease();
    const directory = join(workspace, 'checksum');
    mkdirSync(directory);
    writeFileSync(join(directory, 'of-an-earlier-run'), '');
    const record = await writeRelease(directory, await gatherRelease(request), { sidecars: true, manifestText: true });
    const small = [
      'MANIFEST.txt',
      'MANIFEST.txt.sha256',
      'SHA256SUMS',
      'cli-linux.sha256',
      'manifest.json',
      'manifest.json.sha256',
      'server-linux.tar.gz.sha256',
      'server-mac.tar.gz.sha256',
    ];
    expect(readdirSync(directory).sort()).toEqual([...small, 'artifacts.json'].sort());
    expect(record).toMatchObject({ unit: 'kalamdb', platform: 'all', stage: 'checksum', version: '1.2.3' });
    expect(record.artifacts.map(({ name, kind }) => [name, kind])).toEqual(
      small.map((name) => [name, /^MANIFEST.txt$|json$/.test(name) ? 'manifest' : 'checksums']),
    );
    expect(await readArtifactRecord(directory)).toEqual(record);
    for (const { directory: part } of request.parts) {
      for (const name of readdirSync(part))
        if (name !== 'artifacts.json') copyFileSync(join(part, name), join(directory, name));
    }
    const check = execFileSync(
      'sha256sum',
      ['--strict', '-c', 'SHA256SUMS', ...small.filter((name) => name.endsWith('.sha256'))],
      {
        cwd: directory,
        encoding: 'utf8',
      },
    );
    const files = ['MANIFEST.txt', 'cli-linux', 'manifest.json', 'server-linux.tar.gz', 'server-mac.tar.gz'];
    expect(check.trimEnd().split('\n')).toEqual([...files, ...files].map((name) => `${name}: OK`));
  });

  it('leaves neither sidecars nor MANIFEST.txt unasked, and the same bytes twice', async () => {
    const directory = join(workspace, 'checksum');
    const write = async () => {
      const options = { sidecars: false, manifestText: false };
      await writeRelease(directory, await gatherRelease(await leaveRelease()), options);
      return readdirSync(directory)
        .sort()
        .map((name) => [name, readFileSync(join(directory, name), 'utf8')]);
    };
    const first = await write();
    expect(first.map(([name]) => name)).toEqual(['SHA256SUMS', 'artifacts.json', 'manifest.json']);
    expect(first.join()).not.toContain(workspace);
    expect(await write()).toEqual(first);
  });

  it('is read back as it was written', async () => {
    const request = await leaveRelease();
    const directory = join(workspace, 'checksum');
    const release = await gatherRelease(request);
    await writeRelease(directory, release, { sidecars: false, manifestText: false });
    const finished = await readRelease(directory, request.parts);
    expect(finished.release).toEqual(release);
    expect(finished.files.map(({ source }) => source)).toEqual([
      join(directory, 'SHA256SUMS'),
      join(request.parts[2]!.directory, 'cli-linux'),
      join(directory, 'manifest.json'),
      join(request.parts[0]!.directory, 'server-linux.tar.gz'),
      join(request.parts[1]!.directory, 'server-mac.tar.gz'),
    ]);
  });
});

describe('a release that is not', () => {
  const failing = async (request: ReleaseRequest) => {
    const error: unknown = await gatherRelease(request).catch((reason: unknown) => reason);
    return (error as Error & { readonly code?: string }).message.replaceAll(workspace, '…');
  };

  it('fails for every gap at once', async () => {
    const request = await leaveRelease();
    const empty = await leavePart('empty', LINUX, []);
    const old = await leavePart('old', LINUX, [fileOf('old', { name: 'old' })], '1.2.2');
    const parts = [
      ...request.parts,
      { unit: 'cli', platform: MAC, directory: join(workspace, 'cli', MAC) },
      { unit: 'renamed', platform: LINUX, directory: request.parts[0]!.directory },
      empty,
      old,
    ];
    const hint = '  → package it first, or leave the platform out with --platforms=';
    expect(await failing({ ...request, parts })).toBe(
      [
        `nx-cross release-gap: …/cli/${MAC}/artifacts.json: \`cli\` for ${MAC} is missing: no package of it is there`,
        hint,
        `nx-cross release-gap: …/server/${LINUX}/artifacts.json: \`renamed\` for ${LINUX} is missing: in its place is \`server\` for ${LINUX}`,
        hint,
        `nx-cross release-gap: …/empty/${LINUX}/artifacts.json: \`empty\` for ${LINUX} is empty: its package holds no file`,
        hint,
        `nx-cross version-disagreement: \`old\` for ${LINUX} has the version 1.2.2, and the release 1.2.3`,
        '  → package it again for 1.2.3; where the package was imported, import the stage `verify` in its place, which is packed here',
      ].join('\n'),
    );
  });

  it('fails for files that were changed or lost since, and for damaged records', async () => {
    const request = await leaveRelease();
    const [first, second, third] = request.parts;
    writeFileSync(join(first!.directory, 'server-linux.tar.gz'), 'SERVER-linux.tar.gz');
    rmSync(join(second!.directory, 'server-mac.tar.gz'));
    writeFileSync(join(third!.directory, 'artifacts.json'), '{');
    const message = await failing(request);
    expect(message.match(/nx-cross [a-z-]+/g)).toEqual([
      'nx-cross artifact-changed',
      'nx-cross artifact-missing',
      'nx-cross record-damaged',
    ]);
  });

  it('fails for names that collide, are the release’s own, or would be changed', async () => {
    const names = ['same', 'Same', 'sha256sums', 'same.sha256', 'a b'];
    const parts = await Promise.all(
      names.map((name, index) => leavePart(`u${index}`, LINUX, [fileOf(name, { name: 'x' })])),
    );
    const advice = '  → let `archive.name` tell units and platforms apart: {unit}-v{version}-{platform}';
    expect(await failing({ name: 'a/b', version: '1.2.3', parts })).toBe(
      [
        'nx-cross template-invalid: the release\'s name "a/b" has a slash: it must be the name of a file, not a path',
        '  → change `release.name`',
        `nx-cross template-invalid: the file "a b" of \`u4\` for ${LINUX} has characters other than letters, digits, \`.\`, \`_\` and \`-\``,
        '  → change `archive.name`',
        `nx-cross name-collision: the file "same" of \`u0\` for ${LINUX} has the name of a file of \`u1\` for ${LINUX}`,
        advice,
        `nx-cross name-collision: the file "same.sha256" of \`u3\` for ${LINUX} has the name of the checksum of another file`,
        advice,
        `nx-cross name-collision: the file "sha256sums" of \`u2\` for ${LINUX} has the name of a file of the release itself`,
        advice,
      ].join('\n'),
    );
  });

  it('is not read back when a package was made anew', async () => {
    const request = await leaveRelease();
    const directory = join(workspace, 'checksum');
    await writeRelease(directory, await gatherRelease(request), { sidecars: false, manifestText: false });
    await leavePart('cli', LINUX, [fileOf('cli-other', { name: 'cli' })]);
    await expect(readRelease(directory, request.parts)).rejects.toMatchObject({
      code: 'artifact-changed',
      message: 'the packages are not those that the checksums were made of',
      hint: 'run the checksum target again',
    });
  });
});
