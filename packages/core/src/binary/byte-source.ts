import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../failure';

/** Bytes that are read by position, so that a binary of any size costs a few kilobytes of memory. */
export interface ByteSource {
  /** The file as the caller named it, for messages. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer where the source ends. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Large enough for one read to serve a header or a string table's neighbourhood, small enough to throw away. */
const WINDOW_BYTES = 64 * 1024;

/**
 * Opens `file`, hands it to `use` and closes it, whatever happens.
 *
 * @throws Failure `artifact-missing` where there is no such file, `binary-foreign` where it is no regular file
 * (opening a pipe would wait for ever).
 */
export async function withFile<T>(file: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const status = await stat(file).catch((cause: unknown) => {
    throw new Failure('artifact-missing', { message: `${file} cannot be read`, cause });
  });
  if (!status.isFile()) throw new Failure('binary-foreign', { message: `${file} is not a regular file` });
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new Failure('artifact-missing', { message: `${file} cannot be opened`, cause });
  });
  try {
    return await use(fileSource(file, status.size, handle));
  } finally {
    await handle.close();
  }
}

/** A source over bytes that are already in memory. */
export function bufferSource(name: string, bytes: Buffer): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** The part of `source` that starts at `offset`, as a source of its own; the caller has checked the bounds. */
export function partOf(source: ByteSource, offset: number, size: number): ByteSource {
  return {
    name: source.name,
    size,
    read: (at, length) => source.read(offset + at, Math.max(0, Math.min(length, size - at))),
  };
}

/** Keeps the last window that was read: symbol names and section headers are read one after the other. */
function fileSource(name: string, size: number, handle: FileHandle): ByteSource {
  let windowStart = 0;
  let window: Buffer = Buffer.alloc(0);
  return {
    name,
    size,
    async read(offset, length) {
      if (length > WINDOW_BYTES / 2) return readFully(handle, offset, length);
      if (offset < windowStart || offset + length > windowStart + window.length) {
        windowStart = offset - (offset % (WINDOW_BYTES / 2));
        window = await readFully(handle, windowStart, WINDOW_BYTES);
      }
      return window.subarray(offset - windowStart, offset - windowStart + length);
    },
  };
}

/** One `read` may return less than was asked for. */
async function readFully(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
