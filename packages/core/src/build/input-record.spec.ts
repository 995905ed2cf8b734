import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputRecord } from './input-record';
import { compareRecords, readInputRecord, writeInputRecord } from './input-record';

const RECORD: InputRecord = {
  hash: '1',
  files: { 'src/main.rs': 'a', 'src/old.rs': 'b' },
  packages: { serde: '1.0.1' },
  settings: { profile: '"release"' },
  tools: { rustc: '1.95.0' },
  variables: { TOKEN: 'digest-of-a-secret' },
};

describe('the record of a compile’s inputs', () => {
  it('says nothing of what is the same', () => {
    expect(compareRecords(RECORD, { ...RECORD, hash: '2' })).toEqual([]);
  });

  it('names each difference, and no secret', () => {
    const now: InputRecord = {
      hash: '2',
      files: { 'src/main.rs': 'A', 'src/new.rs': 'c' },
      packages: { serde: '1.0.2', itoa: '1.0.0' },
      settings: { profile: '"release-lowmem"' },
      tools: { rustc: '1.96.0' },
      variables: { TOKEN: 'of-another', RUSTFLAGS: 'x' },
    };
    expect(compareRecords(RECORD, now).map(({ what, how }) => `${what} ${how}`)).toEqual([
      'src/main.rs changed',
      'src/new.rs new',
      'src/old.rs gone',
      'itoa absent → 1.0.0',
      'serde 1.0.1 → 1.0.2',
      'profile "release" → "release-lowmem"',
      'rustc 1.95.0 → 1.96.0',
      'RUSTFLAGS new',
      'TOKEN changed',
    ]);
  });

  it('is kept in a file, and one that cannot be read is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-cross-record-'));
    const file = join(folder, 'a', 'b.json');
    expect(readInputRecord(file)).toBeUndefined();
    writeInputRecord(file, RECORD);
    expect(readInputRecord(file)).toEqual(RECORD);
    writeFileSync(file, '{"hash": ');
    expect(readInputRecord(file)).toBeUndefined();
    rmSync(folder, { recursive: true });
  });
});
