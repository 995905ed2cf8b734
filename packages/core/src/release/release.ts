import type { Artifact } from '../artifact';

/** One unit on one platform: what a release must hold, and where its package stage left it. */
export interface ReleasePart {
  readonly unit: string;
  /** Platform id. */
  readonly platform: string;
  /** Absolute: the folder with the record and its archives. */
  readonly directory: string;
}

/** An archive of a release, in the place where its package stage left it. */
export interface ReleaseFile {
  readonly unit: string;
  readonly platform: string;
  readonly artifact: Artifact;
  /** Absolute. */
  readonly source: string;
}

/** A release whose every expected part is there, whole and of one version. */
export interface Release {
  readonly name: string;
  readonly version: string;
  readonly prerelease: boolean;
  readonly commit?: string;
  readonly tag?: string;
  /** Platform ids that the units have and this release was told to leave out; sorted. */
  readonly omittedPlatforms: readonly string[];
  /** Sorted by the bytes of their names, which differ. */
  readonly files: readonly ReleaseFile[];
}

export const CHECKSUMS_FILE = 'SHA256SUMS';
export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_TEXT_FILE = 'MANIFEST.txt';
export const SIDECAR_SUFFIX = '.sha256';
