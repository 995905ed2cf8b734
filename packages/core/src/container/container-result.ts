import { Failure } from '../failure';
import { renderSize } from '../render-size';
import type { Engine } from './engine';
import { nameOf } from './engine';
import { freeDisk } from './engine-failure';
import type { KeptContainer } from './kept';

/** How a run ended. What went wrong with the engine itself is a failure, and thrown. */
export type ContainerResult = ContainerEnd & {
  /** The container, where it was kept. */
  readonly kept?: KeptContainer;
};

export type ContainerEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** `certain`: the engine says so. Else the system's own end of a process, which it most often is. */
  | { readonly kind: 'out-of-memory'; readonly certain: boolean }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  /** The image has no such program, or one of another architecture. */
  | { readonly kind: 'not-started'; readonly reason: string };

/** What an engine answers whoever waits for a container. */
export interface WaitAnswer {
  readonly StatusCode: number;
  readonly Error?: { readonly Message?: string } | null;
}

/**
 * Podman answers a code of 0 beside its error where it could not find out: on a full disk, it keeps no exit codes.
 *
 * @throws Failure `engine-failed`: a build that failed must not be taken for one that succeeded.
 */
export function readExitCode(answer: WaitAnswer, engine: Pick<Engine, 'kind'>, image: string): number {
  const words = answer.Error?.Message ?? '';
  if (words === '') return answer.StatusCode;
  throw new Failure('engine-failed', {
    message: `${nameOf(engine)} does not know how the command in a container of ${image} ended.`,
    hint: freeDisk(engine),
    output: words,
  });
}

/** 128 + SIGKILL. */
const KILLED = 137;

/** What the end of a container's process means, of one that we did not end. */
export function readEnd(exitCode: number, oomKilled: boolean): ContainerEnd {
  // A process of the container's may have been killed for want of memory, and what it did have been done again.
  if (exitCode === 0) return { kind: 'exited', exitCode };
  if (oomKilled) return { kind: 'out-of-memory', certain: true };
  return exitCode === KILLED ? { kind: 'out-of-memory', certain: false } : { kind: 'exited', exitCode };
}

/** @param doing `Compiling server for x86_64-unknown-linux-gnu` */
export function outOfMemory(
  doing: string,
  { certain }: Pick<Extract<ContainerEnd, { kind: 'out-of-memory' }>, 'certain'>,
  engine: Pick<Engine, 'kind' | 'memoryBytes'>,
  memoryBytes: number | undefined,
): Failure {
  const limit = memoryBytes ?? engine.memoryBytes;
  const had = `${renderSize(limit)} ${memoryBytes === undefined ? 'of the engine’s machine' : 'it was given'}`;
  return new Failure('out-of-memory', {
    message: certain
      ? `${doing} ran out of memory: it was killed at the ${had}.`
      : `${doing} failed: a process of it was killed, most often for want of memory, of which there were the ${had}.`,
    hint:
      memoryBytes === undefined
        ? `Give ${nameOf(engine)} more memory, or run fewer builds at once (--parallel=1).`
        : 'Raise the limit on memory, or let cargo run fewer jobs (CARGO_BUILD_JOBS=1).',
  });
}

/**
 * The engine's words for a command that it cannot start, which it says of the container as a whole: runc's, crun's, the
 * kernel's.
 */
export function readNotStarted(words: string): string | undefined {
  const known =
    /executable file [^:]*not found[^:\n]*|exec format error|exec [^:\n]*: permission denied|"?[^ "]+"?: no such file or directory/i;
  const isCommand = /exec:|starting container process|OCI runtime attempted to invoke|executable file|exec format/i;
  return isCommand.test(words) && !/mount/i.test(words) ? known.exec(words)?.[0] : undefined;
}
