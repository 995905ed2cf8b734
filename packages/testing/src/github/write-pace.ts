/**
 * What GitHub asks of clients that write: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 * (a second between two of them) and rate-limits-for-the-rest-api (80 a minute, 500 an hour).
 */
const LIMITS = [
  { count: 1, withinMs: 1000 },
  { count: 80, withinMs: 60_000 },
  { count: 500, withinMs: 3_600_000 },
];

/** Counts the writes by the stand-in's clock. */
export class WritePace {
  private readonly writes: number[] = [];
  private waitUntil = 0;

  /** What is too fast about a request that comes now. */
  check(now: number, isWrite: boolean): string[] {
    const early = now < this.waitUntil ? [`a request ${String(this.waitUntil - now)} ms before it was allowed`] : [];
    if (!isWrite) return early;
    const over = LIMITS.filter(({ count, withinMs }) => {
      const earlier = this.writes.at(-count);
      return earlier !== undefined && now - earlier < withinMs;
    });
    this.writes.push(now);
    return [
      ...early,
      ...over.map(({ count, withinMs }) => `more than ${String(count)} writes in ${String(withinMs)} ms`),
    ];
  }

  /** A client was told to wait. */
  demandPause(until: number): void {
    this.waitUntil = until;
  }

  /** Another client comes, which was told nothing yet. */
  forgetPause(): void {
    this.waitUntil = 0;
  }

  get count(): number {
    return this.writes.length;
  }
}
