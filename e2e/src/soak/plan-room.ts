import { randomFrom } from '@nx-cross/testing';
import type { Beginning } from './plan-moment';

/** How full the disk is that a release meets. */
export interface Room {
  readonly beginning: Beginning;
  /** What is free, as a part of what an undisturbed run writes. */
  readonly part: number;
}

/** The seed goes through the beginnings, so that few disks see all of them. */
export function planRoom(seed: number): Room {
  const random = randomFrom(seed);
  // A cold run writes the most, and the most kinds of files.
  return { beginning: (['cold', 'cached', 'cold', 'compiled'] as const)[seed % 4] ?? 'cold', part: random() };
}
