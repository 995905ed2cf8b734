import type { BinaryFacts } from '@nx-cross/core/binary';

/** What an oracle says, in our words; it says nothing of an absent key, and `null` where the binary has no such thing. */
export type OracleFacts = { readonly [Key in keyof BinaryFacts]?: BinaryFacts[Key] | null } & {
  /** What it finds wrong with the file's layout. */
  readonly layoutProblem?: string;
};
