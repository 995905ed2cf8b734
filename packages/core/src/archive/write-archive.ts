import { createWriteStream } from 'node:fs';
import { chmod, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sha256 } from '../artifact';
import { cannotWrite } from '../artifact';
import type { ArchiveStream } from './archive-stream';
import { measureBytes } from './measure';
import type { ArchivePlan } from './plan';
import { readEntry } from './read-unchanged';
import { streamTarGz } from './tar-gz';
import { streamZip } from './zip';

export interface WrittenArchive {
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  /** Of a `.tar.gz`: of the tar inside. */
  readonly uncompressedSha256?: Sha256;
}

/**
 * Writes the archive into a folder that exists. The same plan and time give the same bytes, on any machine. Files are
 * streamed; the archive has its name only when it is whole, and nothing is left of one that failed.
 * `epochSeconds` is the time of a tar's entries; a zip's is fixed.
 * Failures: `file-changed`, `cannot-read`, `cannot-write`.
 */
export async function writeArchive(
  plan: ArchivePlan,
  directory: string,
  { epochSeconds }: { readonly epochSeconds: number },
): Promise<WrittenArchive> {
  const path = join(directory, plan.fileName);
  // One fixed name: what a killed run left behind is overwritten.
  const temporary = join(directory, `.${plan.fileName}.partial`);
  try {
    const written = await storeStream(openStream(plan, epochSeconds), temporary);
    // Not what the umask leaves: the mode is part of the output, too.
    await chmod(temporary, plan.format === 'binary' ? 0o755 : 0o644);
    await rename(temporary, path);
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw cannotWrite(path, error);
  }
}

function openStream({ format, entries }: ArchivePlan, epochSeconds: number): ArchiveStream {
  switch (format) {
    case 'tar.gz':
      return streamTarGz(entries, epochSeconds);
    case 'zip':
      return streamZip(entries);
    case 'binary':
      return { source: Readable.from(concatenate(entries)), transforms: [], released: Promise.resolve() };
  }
}

async function* concatenate(entries: ArchivePlan['entries']): AsyncGenerator<Buffer> {
  for (const entry of entries) yield* readEntry(entry);
}

async function storeStream(archive: ArchiveStream, path: string): Promise<WrittenArchive> {
  const measure = measureBytes();
  // `flush`: some disks say only then that they are full.
  const file = createWriteStream(path, { flush: true });
  try {
    await pipeline([archive.source, ...archive.transforms, measure.stream, file]);
  } finally {
    await archive.released;
  }
  if (archive.uncompressedSha256 === undefined) return measure.result();
  return { ...measure.result(), uncompressedSha256: archive.uncompressedSha256() };
}
