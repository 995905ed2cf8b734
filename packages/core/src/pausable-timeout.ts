/** A timeout that stands still while it is paused. */
export class PausableTimeout {
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;

  constructor(
    private remainingMs: number,
    private readonly onTimeout: () => void,
  ) {
    this.resume();
  }

  resume(): void {
    if (this.timer !== undefined) return;
    this.startedAt = performance.now();
    this.timer = setTimeout(this.onTimeout, this.remainingMs);
  }

  pause(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.remainingMs -= performance.now() - this.startedAt;
  }
}
