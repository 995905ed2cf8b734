import type { BinaryFacts } from '../binary/facts';

/** The stages of a release that leave an artifact record, in the order of the data. */
export const STAGES = ['cross-compile', 'strip', 'verify', 'package', 'checksum'] as const;
export type Stage = (typeof STAGES)[number];

/** 64 lowercase hexadecimal digits. */
export type Sha256 = string & { readonly __brand: 'Sha256' };

/** What a file is to a release. The list is open: a user's own target may leave other kinds. */
export type ArtifactKind =
  'executable' | 'library' | 'archive' | 'symbols' | 'checksums' | 'manifest' | 'installer' | (string & {});

/** A file that a stage made. */
export interface Artifact {
  /** The file's own name, without folders: `server.exe`. */
  readonly name: string;
  readonly kind: ArtifactKind;
  /** Platform id, where the file is of one platform. */
  readonly platform?: string;
  /** Relative to the record's folder, with `/`; never absolute, never with `..`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  /** The crate that the binary came from. */
  readonly crate?: string;
  /** What the file says of itself when it is read back. */
  readonly binary?: BinaryFacts;
  /** Bytes of the binary as each earlier stage left it. */
  readonly sizes?: { readonly compiled?: number; readonly stripped?: number };
  /** Of an archive: what is inside. */
  readonly contents?: readonly Artifact[];
  /** Of a `.tar.gz`: the digest of the tar before compression, so that a changed compressor can be told from changed content. */
  readonly uncompressedSha256?: Sha256;
}

/** A choice that a build plan did not take. */
export interface PassedOver {
  readonly choice: string;
  readonly reason: string;
}

/** How the binaries of a record were built: the build plan without what only this machine knows. */
export interface BuildSummary {
  readonly builder: string;
  readonly linker: string;
  readonly environment: string;
  readonly toolchain: readonly { readonly name: string; readonly version: string }[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * `artifacts.json`: what a stage leaves beside its files. Cumulative: what an earlier stage measured stays in it.
 * A pure function of the task's inputs: no clock, no host name, no absolute path.
 */
export interface ArtifactRecord {
  readonly schemaVersion: 1;
  /** The release unit's name. */
  readonly unit: string;
  readonly platform: string;
  readonly stage: Stage | (string & {});
  /** The release's version; known from the package stage on. */
  readonly version?: string;
  readonly build?: BuildSummary;
  readonly artifacts: readonly Artifact[];
}

/** The record's file name in a stage's output folder. */
export const RECORD_FILE = 'artifacts.json';
