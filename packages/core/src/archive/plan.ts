import type { Artifact, Sha256 } from '../artifact';

/** One file of an archive. */
export interface ArchiveEntry {
  /** Absolute, links resolved. */
  readonly source: string;
  /** Inside the archive, with `/`. */
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  /** What an artifact record says of the file; for others, nothing is known before it is read. */
  readonly recorded?: { readonly size: number; readonly sha256: Sha256 };
}

export type ArchiveFormat = 'tar.gz' | 'zip' | 'binary';

/** What to write, decided before a byte is written. */
export interface ArchivePlan {
  readonly fileName: string;
  readonly format: ArchiveFormat;
  /** Sorted by the bytes of their paths; one alone for `binary`. */
  readonly entries: readonly ArchiveEntry[];
  /** The recorded artifacts among the entries: names and paths as in the archive. */
  readonly contents: readonly Artifact[];
}
