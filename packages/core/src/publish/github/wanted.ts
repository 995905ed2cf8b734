import type { Sha256 } from '../../artifact';
import type { IfExists } from '../../unit/unit';

/** An asset that the release must have. */
export interface WantedAsset {
  readonly name: string;
  /** Absent where only the draft itself says what it has. */
  readonly size?: number;
  readonly sha256: Sha256;
  /** Absolute; absent where nothing can be uploaded, since nothing was built. */
  readonly source?: string;
}

/** A release as it must be on GitHub in the end. */
export interface WantedRelease {
  readonly tag: string;
  /** The built commit, whole: without it GitHub would tag the default branch. */
  readonly commit: string;
  /** What the release begins with; absent: empty. Notes that are there already stay. */
  readonly notes?: string;
  readonly prerelease: boolean;
  readonly latest: 'true' | 'false' | 'legacy';
  /** Whether it stays a draft. */
  readonly draft: boolean;
  readonly ifExists: IfExists;
  /** Sorted by name. */
  readonly assets: readonly WantedAsset[];
}
