import type { EngineEvent } from './engine-events';

/** The engine's words for steps that come by the hundred, or that say nothing of how far it is. */
const SILENT = /^(Waiting|Verifying Checksum|Pulling fs layer|Extracting)$/;

/**
 * Makes lines for people of a pull's events: a layer a line for each step that it takes, not one for each piece that
 * arrives, since a log of CI keeps them all.
 */
export class PullProgress {
  private readonly said = new Set<string>();

  /** The line for this event, if it says something new. */
  next({ id, status, stream, progressDetail }: EngineEvent): string | undefined {
    const words = (status ?? stream ?? '').trim();
    if (words === '' || SILENT.test(words)) return undefined;
    const step = id === undefined || id === '' ? words : `${id}: ${words}`;
    if (this.said.has(step)) return undefined;
    this.said.add(step);
    const total = progressDetail?.total;
    return total === undefined || total <= 0 ? step : `${step} (${renderMegabytes(total)})`;
  }
}

function renderMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
