import type { Sha256 } from '../artifact';

/**
 * What happens to a name of the published folder: `create` and `skip` are the rule; `replace` and `remove` only where
 * the user said so; `refuse` stands for either of them where the user did not.
 */
export type PublicationAction = 'create' | 'skip' | 'replace' | 'remove' | 'refuse';

export interface PublicationStep {
  readonly name: string;
  readonly action: PublicationAction;
  /** Of the release's file; absent for what the release does not have. */
  readonly file?: PublishedFile;
  /** What is there already, in words, where it stands in the way. */
  readonly found?: string;
}

export interface PublishedFile {
  /** Absolute: where it is copied from. */
  readonly source: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  readonly mode: 0o644 | 0o755;
}

/** What publishing would do, decided by looking alone. */
export interface PublicationPlan {
  /** `<name>-v<version>`. */
  readonly title: string;
  /** Absolute: the folder that the release becomes. */
  readonly target: string;
  /** Sorted by name. */
  readonly steps: readonly PublicationStep[];
}
