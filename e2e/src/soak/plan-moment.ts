import { randomFrom } from '@nx-cross/testing';

/** What a run finds: nothing; cargo's target directory; all of the cache, and no output. */
export const BEGINNINGS = ['cold', 'compiled', 'cached'] as const;
export type Beginning = (typeof BEGINNINGS)[number];

/** Ctrl-C; a power cut for all of the terminal's processes; one for Nx's own process. */
export const ENDINGS = ['interrupt', 'kill the group', 'kill Nx alone'] as const;

export interface Moment {
  readonly seed: number;
  readonly beginning: Beginning;
  readonly ending: (typeof ENDINGS)[number];
  /** When, as a part of what an undisturbed run takes. */
  readonly part: number;
}

/** The seed goes through all pairs of beginning and ending, so that few moments see many of them. */
export function planMoment(seed: number): Moment {
  const random = randomFrom(seed);
  // A cold run has the most to lose.
  const beginning = (['cold', 'compiled', 'cold', 'cached'] as const)[Math.floor(seed / 3) % 4] ?? 'cold';
  return { seed, beginning, ending: ENDINGS[seed % 3] ?? 'interrupt', part: random() };
}
