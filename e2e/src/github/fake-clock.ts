import { setImmediate } from 'node:timers/promises';

/** A clock that only sleeping moves on: hours of waiting take no time. */
export class FakeClock {
  private time = Date.UTC(2026, 0, 1);

  readonly now = (): number => this.time;

  readonly sleep = async (ms: number): Promise<void> => {
    this.time += Math.max(0, ms);
    await setImmediate();
  };
}
