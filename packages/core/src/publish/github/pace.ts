/**
 * What GitHub asks of clients that write: one after another and a second apart
 * (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api), 80 a minute and 500 an hour
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
const WRITE_LIMITS = [
  { count: 1, withinMs: 1000 },
  { count: 80, withinMs: 60_000 },
  { count: 500, withinMs: 3_600_000 },
] as const;

/** Of how many writes the end must be known. */
export const MOST_COUNTED = Math.max(...WRITE_LIMITS.map(({ count }) => count));

/**
 * The first moment at which one more write is within every limit.
 *
 * @param ended When each earlier write had ended, in order: the server has seen it no later.
 */
export function earliestWrite(ended: readonly number[], now: number): number {
  const allowed = WRITE_LIMITS.map(({ count, withinMs }) => (ended.at(-count) ?? -Infinity) + withinMs);
  return Math.max(now, ...allowed);
}
