import type { FinishedRelease } from '@nx-cross/core/release';
import type { Secrets } from '../nested-nx';

/** What the command line says of a publication. */
export interface PublishFlags {
  readonly dryRun?: boolean;
  readonly replace?: boolean;
}

/** A channel that was asked and found ready. */
export interface OpenChannel {
  /** Whether it has the release already and leaves it as it is. */
  readonly isOut: boolean;
  /** A line each. */
  readonly remarks: readonly string[];
  readonly secrets?: Secrets;
  /** Publishes, or tells in a dry run what would be done; whether that is possible. */
  publish(finished: FinishedRelease): Promise<boolean>;
}
