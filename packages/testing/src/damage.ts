/** A byte that is not what it was. */
export interface ChangedByte {
  readonly at: number;
  readonly value: number;
}

/**
 * One to eight changed bytes of a file of `length`, drawn to the start, where the numbers are; half of them to the value
 * that overflows. The same for the same seed, so that a failing damage can be made again from its number.
 */
export function planDamage(length: number, seed: number): readonly ChangedByte[] {
  const random = randomFrom(seed);
  return Array.from({ length: 1 + Math.floor(random() * 8) }, () => ({
    at: Math.floor(random() ** 3 * length),
    value: random() < 0.5 ? 0xff : Math.floor(random() * 256),
  }));
}

/** A small generator of numbers in [0, 1): mulberry32, public domain, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
