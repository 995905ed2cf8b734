import { setImmediate } from 'node:timers/promises';
import type { WriteLedger } from '@nx-cross/core/publish';

/** A clock that only sleeping moves on: hours of waiting take no time. */
export class FakeClock {
  private time = Date.UTC(2026, 0, 1);
  private ended: readonly number[] = [];

  readonly now = (): number => this.time;

  readonly sleep = async (ms: number): Promise<void> => {
    this.time += Math.max(0, ms);
    await setImmediate();
  };

  /** Of runs one after another, each of which may be killed. */
  readonly ledger: WriteLedger = {
    takeTurn: () => {
      const ended = [...this.ended];
      const note = (at: number) => Promise.resolve(void (this.ended = [...ended, at]));
      return Promise.resolve({ ended, note, giveBack: () => Promise.resolve() });
    },
  };
}
