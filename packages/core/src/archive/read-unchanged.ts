import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import { Failure } from '../failure';
import type { ArchiveEntry } from './plan';

/**
 * Bytes that the compressor gets at a time. Always full, but for the last: where zlib cuts its window, and so its
 * output, may depend on how its input comes in, and that must not depend on what a disk had ready.
 */
const CHUNK_BYTES = 64 * 1024;

/** A file that is open for packing. */
export interface OpenSource {
  /** Bytes; what a header may promise. */
  readonly size: number;
  /** The file's bytes, once. Fails with `file-changed` before its end if the file is not what it was when it was opened. */
  readonly chunks: AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens the file of an entry. Failures, here and while it is read: `file-changed` where the file is gone, or another
 * one, or has other bytes than were recorded; `cannot-read` for whatever else the system says.
 */
export async function openUnchanging(entry: ArchiveEntry): Promise<OpenSource> {
  const handle = await open(entry.source).catch((error: unknown) => {
    throw cannotRead(entry, error);
  });
  try {
    const before = await handle.stat({ bigint: true });
    const size = Number(before.size);
    if (entry.recorded !== undefined && entry.recorded.size !== size) throw changed(entry);
    return { size, chunks: readChunks(entry, handle, before), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* readChunks(entry: ArchiveEntry, handle: FileHandle, before: BigIntStats): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const size = Number(before.size);
  // The recorded digest is compared before the last chunk leaves, so that no wrong archive is ever complete.
  for (let position = 0; position < size;) {
    const chunk = await readFully(entry, handle, position, Math.min(CHUNK_BYTES, size - position));
    hash.update(chunk);
    position += chunk.length;
    if (position === size) await checkUnchanged(entry, handle, before, hash.digest('hex'));
    yield chunk;
  }
  if (size === 0) await checkUnchanged(entry, handle, before, hash.digest('hex'));
}

/** A read may return less than was asked for without being at the end. */
async function readFully(entry: ArchiveEntry, handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled).catch((error: unknown) => {
      throw cannotRead(entry, error);
    });
    if (bytesRead === 0) throw changed(entry);
    filled += bytesRead;
  }
  return buffer;
}

async function checkUnchanged(
  entry: ArchiveEntry,
  handle: FileHandle,
  before: BigIntStats,
  sha256: string,
): Promise<void> {
  const same = (after: BigIntStats) =>
    after.size === before.size &&
    after.mtimeNs === before.mtimeNs &&
    after.ino === before.ino &&
    after.dev === before.dev;
  const named = await stat(entry.source, { bigint: true }).catch((error: unknown) => {
    throw cannotRead(entry, error);
  });
  if (!same(await handle.stat({ bigint: true })) || !same(named)) throw changed(entry);
  if (entry.recorded !== undefined && entry.recorded.sha256 !== sha256) throw changed(entry);
}

function changed({ source, recorded }: ArchiveEntry): Failure {
  const since = recorded === undefined ? 'while it was packed' : 'after it was recorded';
  return new Failure('file-changed', {
    message: `${JSON.stringify(source)} changed ${since}`,
    hint: 'let whatever writes it finish first: list its target in `dependsOn`, then run the task again',
  });
}

function cannotRead(entry: ArchiveEntry, error: unknown): unknown {
  const { errno, code } = error as NodeJS.ErrnoException;
  if (errno === undefined) return error;
  if (code === 'ENOENT') return changed(entry);
  const [name, words] = getSystemErrorMap().get(errno) ?? [code, 'the system gives no reason'];
  const message = `cannot read ${JSON.stringify(entry.source)}: ${words} (${name})`;
  return new Failure('cannot-read', { message, cause: error });
}

/** All bytes of an entry's file, which is closed at the end, early or not. Fails as {@link openUnchanging}. */
export async function* readEntry(entry: ArchiveEntry): AsyncGenerator<Buffer> {
  const source = await openUnchanging(entry);
  try {
    yield* source.chunks;
  } finally {
    await source.close();
  }
}
