import { Failure } from '../failure';
import type { Engine } from './engine';
import { nameOf, renderEngine } from './engine';

/** What dockerode throws: an answer that is an error, or the system's own error where there was no answer. */
interface RequestError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  /** The answer: Docker's has the message, Podman's the cause too. */
  readonly json?: { readonly message?: string } | null;
}

const LOST = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE'];

/** Whether there is no engine any more that could answer. */
export function isLost(error: unknown): boolean {
  const { statusCode, code, message } = error as RequestError;
  return statusCode === undefined && (LOST.includes(code ?? '') || /socket hang up|aborted/.test(message));
}

export function statusOf(error: unknown): number | undefined {
  return (error as RequestError).statusCode;
}

/** The engine's own words for why it did not do something, without dockerode's. */
export function wordsOf(error: unknown): string {
  const { json, message } = error as RequestError;
  const words = json?.message ?? message.replace(/^\(HTTP code \d+\) [^-]* - /, '');
  return words.trim();
}

/**
 * @param doing `create a container of debian:12`
 * @returns The failure for what the engine did not do; a bug is thrown on.
 */
export function engineFailure(error: unknown, engine: Engine, doing: string): Failure {
  if (error instanceof Failure) return error;
  if (isLost(error)) return engineLost(engine, doing, error);
  const { code } = error as RequestError;
  if (code === 'EACCES') {
    const message = `${renderEngine(engine)} refuses this user.`;
    return new Failure('engine-denied', { message, hint: 'nx-cross doctor tells how to get at it.', cause: error });
  }
  if (statusOf(error) === undefined) throw error;
  const words = wordsOf(error);
  const full = isDiskFull(words);
  return new Failure('engine-failed', {
    message: `${nameOf(engine)} could not ${doing}${full ? ': its disk is full' : ''}.`,
    hint: full ? freeDisk(engine) : 'Look at the engine’s own words below.',
    output: words,
    cause: error,
  });
}

export function engineLost(engine: Engine, doing: string, cause?: unknown): Failure {
  return new Failure('engine-lost', {
    message: `${renderEngine(engine)} went away while it was to ${doing}.`,
    hint: 'Start it again, then run the task again: what is left of this run is swept then.',
    cause,
  });
}

export function isDiskFull(words: string): boolean {
  return /no space left on device|disk quota exceeded/i.test(words);
}

export function freeDisk({ kind }: Pick<Engine, 'kind'>): string {
  return `Free space on its disk: ${kind} system prune`;
}
