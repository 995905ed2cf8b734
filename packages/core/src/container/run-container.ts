import type Dockerode from 'dockerode';
import { PausableTimeout } from '../pausable-timeout';
import { connect } from './connect';
import type { ContainerCall } from './container-call';
import { planContainer } from './container-call';
import { copyIn } from './copies';
import { copyOut } from './copy-out';
import type { ContainerEnd, ContainerResult, WaitAnswer } from './container-result';
import { readEnd, readExitCode, readNotStarted } from './container-result';
import type { Engine } from './engine';
import { imageMissing } from './image';
import { engineFailure, engineLost, isLost, statusOf, wordsOf } from './engine-failure';
import { toLines } from './output-lines';
import { becomeOwner, KEEP_LABEL, OWNER_LABEL } from './owner';

/** After a container's end, for what it said last to arrive. */
const DRAIN_MS = 5_000;

/** Between two questions whether a container that says nothing any more still runs. */
const WATCH_MS = 1_000;

/**
 * Runs a command in a container of its own, and removes it whatever happens: success, failure, timeout, abort. Where this
 * process itself is killed or the engine goes away, {@link sweep} does it later.
 *
 * @throws Failure `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function runContainer(engine: Engine, call: ContainerCall): Promise<ContainerResult> {
  if (call.signal?.aborted === true) return { kind: 'aborted' };
  const client = await connect(engine.endpoint);
  const { owner, release } = becomeOwner();
  const labels = { [OWNER_LABEL]: JSON.stringify(owner), ...(call.keep === true ? { [KEEP_LABEL]: 'failed' } : {}) };
  try {
    const container = await client.createContainer(planContainer(call, engine, labels));
    return await runAndRemove(container, client, engine, call);
  } catch (error) {
    if (statusOf(error) === 404 && /no such image/i.test(wordsOf(error))) throw imageMissing(engine, call.image);
    throw engineFailure(error, engine, `run a container of ${call.image}`);
  } finally {
    release();
  }
}

async function runAndRemove(
  container: Dockerode.Container,
  client: Dockerode,
  engine: Engine,
  call: ContainerCall,
): Promise<ContainerResult> {
  let end: ContainerEnd | undefined;
  try {
    end = await runToEnd(container, client, engine, call);
  } finally {
    const keeps = call.keep === true && end !== undefined && isWorthKeeping(end);
    if (!keeps) await remove(container, engine, call, end !== undefined);
    else if (end?.kind === 'timed-out') await container.kill();
  }
  return call.keep === true && isWorthKeeping(end) ? { ...end, kept: container.id } : end;
}

function isWorthKeeping(end: ContainerEnd): boolean {
  return end.kind !== 'aborted' && !(end.kind === 'exited' && end.exitCode === 0);
}

async function runToEnd(
  container: Dockerode.Container,
  client: Dockerode,
  engine: Engine,
  call: ContainerCall,
): Promise<ContainerEnd> {
  const clock = new Interruption(call);
  try {
    const ended = startAndWait(container, client, engine, call, clock);
    // After an interruption it fails, with nobody left to hear it.
    ended.catch(() => undefined);
    return await Promise.race([ended, clock.interrupted]);
  } catch (error) {
    if (isLost(error)) throw engineLost(engine, `run a container of ${call.image}`, error);
    const reason = statusOf(error) === undefined ? undefined : readNotStarted(wordsOf(error));
    if (reason === undefined) throw error;
    return { kind: 'not-started', reason };
  } finally {
    clock.stop();
  }
}

async function startAndWait(
  container: Dockerode.Container,
  client: Dockerode,
  engine: Engine,
  call: ContainerCall,
  clock: Interruption,
): Promise<ContainerEnd> {
  if (call.copyIn !== undefined) await clock.aside(copyIn(container, call.copyIn, call.user));
  // Attached before the start, so that nothing is missed.
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const said = readOutput(stream, client, call, clock);
  await container.start();
  const waited = container.wait().then((answer: WaitAnswer) => readExitCode(answer, engine, call.image));
  const exitCode = await Promise.race([waited, watchAfter(said, container, clock)]);
  await Promise.race([said, pause(DRAIN_MS)]);
  const { State } = await container.inspect();
  const end = readEnd(exitCode, State.OOMKilled);
  const { paths, receive } = call.copyOut ?? { paths: [], receive: nothing };
  if (exitCode === 0) for (const path of paths) await clock.aside(copyOut(container, path, receive));
  return end;
}

const nothing = () => Promise.resolve();

/**
 * The end as it is seen by asking again and again, once nothing can be said any more. The request that waits does not
 * tell of an engine that was killed: its answer has begun by then, and docker-modem 5.0 hears of no answer that breaks off.
 */
async function watchAfter(said: Promise<void>, container: Dockerode.Container, clock: Interruption): Promise<number> {
  await said;
  for (;;) {
    await pause(WATCH_MS);
    // The other one was first: nobody asks for this answer.
    if (clock.stopped) return NaN;
    const { State } = await container.inspect();
    // A command may close its outputs and go on.
    if (!State.Running) return State.ExitCode;
  }
}

/** Until everything was said. */
function readOutput(
  stream: NodeJS.ReadWriteStream,
  client: Dockerode,
  call: ContainerCall,
  clock: Interruption,
): Promise<void> {
  const heard = (onLine: (line: string) => void) => (line: string) => {
    clock.hear(line);
    onLine(line);
  };
  const [stdout, stderr] = [toLines(heard(call.onStdoutLine)), toLines(heard(call.onStderrLine))];
  client.modem.demuxStream(stream, stdout, stderr);
  return new Promise((resolve) => {
    const end = () => {
      stdout.end();
      stderr.end(resolve);
    };
    stream.once('end', end);
    // An engine that goes away breaks the stream: what that means is told by the request that waits for the container.
    stream.once('error', end);
    stream.once('close', end);
  });
}

/** What may end a run before its command does. */
class Interruption {
  readonly interrupted: Promise<ContainerEnd>;
  private readonly timeout: PausableTimeout;
  stopped = false;
  private stopListening: () => void = () => undefined;

  constructor(private readonly call: ContainerCall) {
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

/** Kills what still runs: nothing that a build leaves half-done is looked at again. */
async function remove(
  container: Dockerode.Container,
  engine: Engine,
  call: ContainerCall,
  mustSucceed: boolean,
): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    // Gone already, or being removed: by a person, or by a sweep that took us for dead.
    if (statusOf(error) === 404 || statusOf(error) === 409) return;
    // The failure that is under way says more than this one.
    if (mustSucceed) throw engineFailure(error, engine, `remove a container of ${call.image}`);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
