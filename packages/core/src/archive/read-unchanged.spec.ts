import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sha256 } from '../artifact';
import { openUnchanging, readEntry } from './read-unchanged';

const bytes = Buffer.alloc(200_000, 'some text that is longer than one chunk ');
const digest = createHash('sha256').update(bytes).digest('hex') as Sha256;

let directory: string;
let source: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nx-cross-'));
  source = join(directory, 'file');
  writeFileSync(source, bytes);
  // A write within the clock tick that created the file would leave its time as it is.
  utimesSync(source, 1_000_000_000, 1_000_000_000);
});
afterEach(() => rmSync(directory, { recursive: true }));

const entry = () => ({ source, path: 'file', mode: 0o644 as const });

/** Reads a file that `change` is done to after its first chunk. */
async function readWhile(change: () => void): Promise<Buffer> {
  const opened = await openUnchanging(entry());
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of opened.chunks) {
      if (chunks.length === 0) change();
      chunks.push(chunk);
    }
  } finally {
    await opened.close();
  }
  return Buffer.concat(chunks);
}

it('reads full chunks, but for the last', async () => {
  const sizes: number[] = [];
  for await (const chunk of readEntry(entry())) sizes.push(chunk.length);
  expect(sizes).toEqual([65536, 65536, 65536, 3392]);
});

it('reads a file that stays as it is', async () => {
  expect((await readWhile(() => undefined)).equals(bytes)).toBe(true);
});

it.each<[string, () => void]>([
  ['grows', () => appendFileSync(source, 'x')],
  ['shrinks', () => truncateSync(source, 100_000)],
  ['is written again with the same size', () => writeFileSync(source, bytes)],
  [
    'is replaced by another of the same size and time',
    () => {
      writeFileSync(`${source}.new`, bytes);
      utimesSync(`${source}.new`, 1_000_000_000, 1_000_000_000);
      renameSync(`${source}.new`, source);
    },
  ],
  ['disappears', () => rmSync(source)],
])('fails when the file %s', async (_, change) => {
  await expect(readWhile(change)).rejects.toMatchObject({
    code: 'file-changed',
    message: `${JSON.stringify(source)} changed while it was packed`,
  });
});

const drain = async (recorded?: { size: number; sha256: Sha256 }) => {
  for await (const chunk of readEntry({ ...entry(), ...(recorded === undefined ? {} : { recorded }) })) void chunk;
};

it('holds a recorded file to its record', async () => {
  await expect(drain({ size: bytes.length, sha256: digest })).resolves.toBeUndefined();
  const failure = { code: 'file-changed', message: `${JSON.stringify(source)} changed after it was recorded` };
  await expect(drain({ size: bytes.length + 1, sha256: digest })).rejects.toMatchObject(failure);
  await expect(drain({ size: bytes.length, sha256: '0'.repeat(64) as Sha256 })).rejects.toMatchObject(failure);
  writeFileSync(source, '');
  await expect(drain({ size: 0, sha256: digest })).rejects.toMatchObject(failure);
});

it('tells a file that is gone from one that cannot be read', async () => {
  rmSync(source);
  await expect(drain()).rejects.toMatchObject({ code: 'file-changed' });
  source = join(directory, 'x'.repeat(300));
  await expect(drain()).rejects.toMatchObject({
    code: 'cannot-read',
    message: `cannot read ${JSON.stringify(source)}: name too long (ENAMETOOLONG)`,
  });
});
