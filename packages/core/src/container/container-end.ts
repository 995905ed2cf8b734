import type Dockerode from 'dockerode';
import type { WaitAnswer } from './container-result';
import { readExitCode } from './container-result';
import type { Engine } from './engine';

/** After a container's end, for what it said last to arrive. */
const DRAIN_MS = 5_000;

/** Between two questions whether a container that says nothing any more still runs. */
const WATCH_MS = 1_000;

/** Between the same questions of a command beside the first one: it has closed its outputs, and is about to end. */
const CLOSED_MS = 50;

export interface Watched {
  readonly container: Dockerode.Container;
  readonly engine: Engine;
  readonly image: string;
  /** Until everything was said. */
  readonly said: Promise<void>;
  /** Whether nobody asks for the answer any more. */
  readonly isStopped: () => boolean;
}

/** The exit code of a container's own command, once it has ended and said all. */
export async function waitForContainer(watched: Watched): Promise<number> {
  const { container, engine, image, said } = watched;
  const waited = container.wait().then((answer: WaitAnswer) => readExitCode(answer, engine, image));
  const exitCode = await Promise.race([waited, watchAfter(watched)]);
  await Promise.race([said, pause(DRAIN_MS)]);
  return exitCode;
}

/**
 * The end as it is seen by asking again and again, once nothing can be said any more. The request that waits does not
 * tell of an engine that was killed: its answer has begun by then, and docker-modem 5.0 hears of no answer that breaks off.
 */
async function watchAfter({ container, said, isStopped }: Watched): Promise<number> {
  await said;
  for (;;) {
    await pause(WATCH_MS);
    // The other one was first.
    if (isStopped()) return NaN;
    const { State } = await container.inspect();
    // A command may close its outputs and go on.
    if (!State.Running) return State.ExitCode;
  }
}

/** The same of a command beside the container's own, for which no request waits. */
export async function waitForExec(exec: Dockerode.Exec, { said, isStopped }: Pick<Watched, 'said' | 'isStopped'>) {
  await said;
  for (;;) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running) return ExitCode ?? NaN;
    if (isStopped()) return NaN;
    await pause(CLOSED_MS);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
