import type { Readable, Transform } from 'node:stream';
import type { Sha256 } from '../artifact';

/** An archive as it comes into being: streams that one pipeline joins, and that nothing has read yet. */
export interface ArchiveStream {
  readonly source: Readable;
  readonly transforms: readonly Transform[];
  /** Of a `.tar.gz`, the sha256 of the tar inside; to be asked once, after the end. */
  readonly uncompressedSha256?: () => Sha256;
  /** Settles, and never fails, when no file is open any more, after the source was read or destroyed. */
  readonly released: Promise<void>;
}
