import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Pack } from 'tar-stream';
import { pack as createPack } from 'tar-stream';
import type { ArchiveStream } from './archive-stream';
import { measureBytes } from './measure';
import type { ArchiveEntry } from './plan';
import { openUnchanging } from './read-unchanged';

/** RFC 1952: the tenth byte of a gzip names the system that made it; 255 says that it is not known. */
const GZIP_SYSTEM_OFFSET = 9;
const GZIP_SYSTEM_UNKNOWN = 255;

/**
 * The entries as a compressed tar. `epochSeconds` is every entry's time; owner and group are 0 and nameless. tar-stream
 * writes a PAX record only for a name that a plain header cannot hold: long ones, and those beyond ASCII.
 */
export function streamTarGz(entries: readonly ArchiveEntry[], epochSeconds: number): ArchiveStream {
  const pack = createPack();
  const tar = measureBytes();
  return {
    released: feed(pack, entries, new Date(epochSeconds * 1000)),
    // tar-stream's streams are not node's own; read as an iterable, they end, fail and stop as node expects.
    source: Readable.from(pack),
    transforms: [tar.stream, createGzip({ level: 9 }), hideSystem()],
    uncompressedSha256: () => tar.result().sha256,
  };
}

async function feed(pack: Pack, entries: readonly ArchiveEntry[], mtime: Date): Promise<void> {
  try {
    for (const entry of entries) await feedEntry(pack, entry, mtime);
    pack.finalize();
  } catch (error) {
    // Whoever reads the pack gets the error; where the reader failed first, it has its own, and this does nothing.
    pack.destroy(error as Error);
  }
}

async function feedEntry(pack: Pack, entry: ArchiveEntry, mtime: Date): Promise<void> {
  const source = await openUnchanging(entry);
  try {
    const { path: name, mode } = entry;
    await pipeline(source.chunks, pack.entry({ name, mode, mtime, size: source.size, type: 'file', uid: 0, gid: 0 }));
  } finally {
    await source.close();
  }
}

function hideSystem(): Transform {
  let offset = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const place = GZIP_SYSTEM_OFFSET - offset;
      if (place >= 0 && place < chunk.length) chunk[place] = GZIP_SYSTEM_UNKNOWN;
      offset += chunk.length;
      done(null, chunk);
    },
  });
}
