import type { Failure } from '../failure';
import { Failures } from '../failure';
import { parseArtifactRecord } from './parse-record';
import type { Artifact, ArtifactRecord, Sha256 } from './record';
import { renderArtifactRecord } from './render-record';

const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' as Sha256;
const server: Artifact = { name: 'server', kind: 'executable', path: 'bin/server', size: 3, sha256 };
const record: ArtifactRecord = {
  schemaVersion: 1,
  unit: 'server',
  platform: 'x86_64-unknown-linux-gnu',
  stage: 'cross-compile',
  version: '1.0.0',
  build: {
    builder: 'cargo',
    linker: 'zig',
    environment: 'host',
    toolchain: [{ name: 'rustc', version: '1.96.0' }],
    passedOver: [{ choice: 'native', reason: 'cannot hold a floor' }],
  },
  artifacts: [
    {
      ...server,
      platform: 'x86_64-unknown-linux-gnu',
      crate: 'server',
      binary: {
        format: 'elf',
        architectures: ['x86_64'],
        kind: 'executable',
        static: false,
        dynamicLibraries: ['libc.so.6'],
        interpreter: '/lib64/ld-linux-x86-64.so.2',
        minimumGlibc: '2.17',
        minimumMacos: '11.0',
        signature: 'ad-hoc',
        buildId: 'ab',
        subsystem: 'console',
        timestamp: 0,
        stripped: true,
      },
      sizes: { compiled: 5, stripped: 3 },
      contents: [server],
      uncompressedSha256: sha256,
    },
  ],
};

/** The codes and messages of what a text fails with. */
function complaints(value: unknown): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    parseArtifactRecord(text, 'dist/artifacts.json');
  } catch (error) {
    const failures = error instanceof Failures ? error.failures : [error as Failure];
    return failures.map((failure) => `${failure.code}: ${failure.message}`);
  }
  return [];
}

it('reads what is written, whatever the order of the keys', () => {
  const text = renderArtifactRecord(record);
  expect(parseArtifactRecord(text, 'a')).toEqual(record);
  const reversed = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  ) as ArtifactRecord;
  expect(JSON.stringify(reversed)).not.toBe(JSON.stringify(record));
  expect(renderArtifactRecord(reversed)).toBe(text);
  expect(text.startsWith('{\n  "schemaVersion": 1,\n  "unit": "server",\n')).toBe(true);
  expect(text.endsWith('}\n')).toBe(true);
});

it.each<[string, unknown, string[]]>([
  ['nothing wrong', record, []],
  ['a list', [], ['record-damaged: the file must be an object']],
  ['another version', { ...record, schemaVersion: 2 }, ['record-damaged: `schemaVersion` must be 1']],
  [
    'several mistakes',
    { ...record, artifacts: [{ ...server, size: -1, sha256: 'x', extra: 1 }] },
    [
      'record-damaged: unknown key "extra" in `artifacts[0]`',
      'record-damaged: `artifacts[0].size` must be a whole number, at least 0',
      'record-damaged: `artifacts[0].sha256` must be a text like "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"',
    ],
  ],
  [
    'a name that is a path',
    { ...record, artifacts: [{ ...server, name: '../server' }] },
    ['record-damaged: the name "../server" is a path'],
  ],
  [
    'two of one name',
    { ...record, artifacts: [server, { ...server, path: 'other/server' }] },
    ['name-collision: two artifacts are named "server": "bin/server" and "other/server"'],
  ],
])('%s', (_title, value, expected) => {
  expect(complaints(value)).toEqual(expected);
});

it('a half-written text is damaged', () => {
  expect(complaints('{"schemaVersion": 1,')).toEqual([expect.stringMatching(/^record-damaged: not JSON: /)]);
});

it.each(['/etc/passwd', '../server', 'a/../../b', 'a//b', './a', 'a/', 'C:/a', 'C:a', 'a\\b', '..\\a', 'a\0b'])(
  'the path %j leaves the folder',
  (path) => {
    const message = `record-damaged: the path ${JSON.stringify(path)} does not stay in the record's folder`;
    expect(complaints({ ...record, artifacts: [{ ...server, path }] })).toEqual([message]);
    expect(complaints({ ...record, artifacts: [{ ...server, contents: [{ ...server, path }] }] })).toEqual([message]);
  },
);
