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

/** Bytes that somebody reads: from, and how many. */
export type Place = readonly [offset: number, length: number];

/** A damage that is done in place, so that no copy of a large file is made for each. */
export interface Mutation {
  /** The bytes, damaged or cut off. */
  readonly bytes: Buffer;
  undo(): void;
}

/**
 * Cuts bytes off or changes one to four of them, a bit or the whole: four of five where a reader looks, since a change
 * in the middle of a program's code changes nothing for one. The same for the same seed.
 */
export function mutate(bytes: Buffer, places: readonly Place[], seed: number): Mutation {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const position = () => {
    const [offset, length] = random() < 0.8 ? (places[below(places.length)] ?? [0, 1]) : [0, bytes.length];
    return Math.min(offset + below(length), bytes.length - 1);
  };
  if (random() < 0.2) return { bytes: bytes.subarray(0, position()), undo: () => undefined };
  const changed = Array.from({ length: 1 + below(4) }, (): ChangedByte => {
    const at = position();
    const before = bytes[at] ?? 0;
    bytes[at] = random() < 0.6 ? before ^ (1 << below(8)) : ([0, 0xff, below(256)][below(3)] ?? 0);
    return { at, value: before };
  });
  return {
    bytes,
    undo: () => {
      for (const { at, value } of changed.reverse()) bytes[at] = value;
    },
  };
}
