import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure';
import { parseArtifactRecord } from './parse-record';
import type { ArtifactRecord } from './record';
import { RECORD_FILE } from './record';
import { renderArtifactRecord } from './render-record';
import { writeFileAtomically } from './write-file';

/** The record of a stage's output folder. Failures: `record-missing`, and those of {@link parseArtifactRecord}. */
export async function readArtifactRecord(directory: string): Promise<ArtifactRecord> {
  const file = join(directory, RECORD_FILE);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    const message = 'there is no artifact record here';
    const hint = 'run the stage before this one, which leaves it';
    throw new Failure('record-missing', { message, hint, place: { file }, cause: error });
  });
  return parseArtifactRecord(decode(bytes, file), file);
}

/** Writes the record into a stage's output folder. Failures: `cannot-write`, and what a reader would fail with. */
export async function writeArtifactRecord(directory: string, record: ArtifactRecord): Promise<void> {
  const file = join(directory, RECORD_FILE);
  const text = renderArtifactRecord(record);
  // Two artifacts of one name must fail here, in the stage that made them, not in the one that reads them.
  parseArtifactRecord(text, file);
  await writeFileAtomically(file, text);
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure('record-damaged', { message: 'not UTF-8', place: { file }, cause: error });
  }
}
