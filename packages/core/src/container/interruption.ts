import { PausableTimeout } from '../pausable-timeout';
import type { ContainerCall } from './container-call';
import type { ContainerEnd } from './container-result';

/** What may end a run before its command does. */
export class Interruption {
  readonly interrupted: Promise<ContainerEnd>;
  private readonly timeout: PausableTimeout;
  stopped = false;
  private stopListening: () => void = () => undefined;

  constructor(private readonly call: Pick<ContainerCall, 'timeoutSeconds' | 'isWaiting' | 'signal'>) {
    let interrupt: (end: ContainerEnd) => void = () => undefined;
    this.interrupted = new Promise((resolve) => (interrupt = resolve));
    this.timeout = new PausableTimeout(call.timeoutSeconds * 1000, () => interrupt({ kind: 'timed-out' }));
    const { signal } = call;
    if (signal === undefined) return;
    const onAbort = () => interrupt({ kind: 'aborted' });
    signal.addEventListener('abort', onAbort, { once: true });
    this.stopListening = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  }

  /** What is said tells whether the command waits for something that is not its own. */
  hear(line: string): void {
    if (this.stopped) return;
    if (this.call.isWaiting?.(line) === true) this.timeout.pause();
    else this.timeout.resume();
  }

  /** What is ours to do, and counts against no command. */
  async aside<T>(work: Promise<T>): Promise<T> {
    this.timeout.pause();
    try {
      return await work;
    } finally {
      if (!this.stopped) this.timeout.resume();
    }
  }

  stop(): void {
    this.stopped = true;
    this.timeout.pause();
    this.stopListening();
  }
}
