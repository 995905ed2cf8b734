import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ArchiveStream } from './archive-stream';
import type { ArchiveEntry } from './plan';
import { readEntry } from './read-unchanged';

/** `S_IFREG`: that the entry is a regular file, in the bits that zip keeps for unix. */
const REGULAR_FILE = 0o100000;

/** The entries as a zip, deflated at level 9, UTF-8 names, no extra fields. */
export function streamZip(entries: readonly ArchiveEntry[]): ArchiveStream {
  const zip = new ZipFile();
  const source = zip.outputStream as Readable;
  const opened: Promise<void>[] = [];
  // yazl joins its streams with `pipe`, which carries neither an error forward nor an early end back.
  zip.on('error', (error: Error) => source.destroy(error));
  for (const entry of entries) {
    zip.addReadStreamLazy(entry.path, entryOptions(entry), (answer) => {
      const stream = Readable.from(readEntry(entry));
      stream.on('error', (error) => zip.emit('error', error));
      source.on('close', () => stream.destroy());
      opened.push(new Promise((resolve) => stream.on('close', resolve)));
      answer(null, stream);
    });
  }
  zip.end();
  const closed = new Promise((resolve) => source.on('close', resolve));
  return { source, transforms: [], released: closed.then(() => Promise.all(opened)).then(() => undefined) };
}

function entryOptions({ mode }: ArchiveEntry) {
  return {
    // A zip holds local times without a zone, and yazl writes a date's local parts. Made from local parts, it is the
    // same in every zone; at noon, it exists in every zone.
    mtime: new Date(1980, 0, 1, 12),
    mode: REGULAR_FILE | mode,
    // Without it, yazl adds an extra field with the instant in UTC, which is another one in each zone.
    forceDosTimestamp: true,
    compressionLevel: 9,
  };
}
