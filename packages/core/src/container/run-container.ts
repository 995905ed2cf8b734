import type Dockerode from 'dockerode';
import { connect } from './connect';
import type { ContainerCall } from './container-call';
import { imageOf, planContainer } from './container-call';
import { copyIn } from './copies';
import { copyOut } from './copy-out';
import { waitForContainer, waitForExec } from './container-end';
import type { ContainerEnd, ContainerResult } from './container-result';
import { readEnd, readNotStarted } from './container-result';
import type { Engine } from './engine';
import { engineFailure, engineLost, isLost, statusOf, wordsOf } from './engine-failure';
import { imageMissing } from './image';
import { Interruption } from './interruption';
import { keep, WAITING } from './kept';
import { toLines } from './output-lines';
import { becomeOwner, KEEP_LABEL, OWNER_LABEL } from './owner';
import { removeContainer } from './remove-container';

/**
 * Runs a command in a container of its own, and removes it whatever happens: success, failure, timeout, abort; one that
 * failed is left where that is wanted. Where this process itself is killed or the engine goes away, {@link sweep} removes it
 * later.
 *
 * @throws Failure `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function runContainer(engine: Engine, call: ContainerCall): Promise<ContainerResult> {
  if (call.signal?.aborted === true) return { kind: 'aborted' };
  const client = await connect(engine.endpoint);
  const { owner, release } = becomeOwner();
  const labels = {
    [OWNER_LABEL]: JSON.stringify(owner),
    ...(call.keep === undefined ? {} : { [KEEP_LABEL]: call.keep }),
  };
  const first = call.keep === undefined ? call : { ...call, argv: WAITING };
  try {
    const container = await client.createContainer(planContainer(first, engine, labels));
    return await runAndRemove({ container, client, engine, call });
  } catch (error) {
    if (statusOf(error) === 404 && /no such image/i.test(wordsOf(error))) throw imageMissing(engine, imageOf(call));
    throw engineFailure(error, engine, `run a container of ${imageOf(call)}`);
  } finally {
    release();
  }
}

interface Run {
  readonly container: Dockerode.Container;
  readonly client: Dockerode;
  readonly engine: Engine;
  readonly call: ContainerCall;
}

async function runAndRemove(run: Run): Promise<ContainerResult> {
  const { container, engine, call } = run;
  let end: ContainerEnd | undefined;
  let isKept = false;
  try {
    end = await runToEnd(run);
    if (call.keep === undefined || !isWorthKeeping(end)) return end;
    const kept = await keep(container, engine, { doing: call.keep, stillRuns: end.kind === 'timed-out' });
    isKept = true;
    return { ...end, kept };
  } finally {
    // The failure that is under way says more than one of removing.
    if (!isKept) await removeContainer(container, engine, { mustSucceed: end !== undefined, image: imageOf(call) });
  }
}

function isWorthKeeping(end: ContainerEnd): boolean {
  return end.kind !== 'aborted' && !(end.kind === 'exited' && end.exitCode === 0);
}

async function runToEnd(run: Run): Promise<ContainerEnd> {
  const { engine, call } = run;
  const clock = new Interruption(call);
  try {
    const ended = runWithCopies(run, clock);
    // After an interruption it fails, with nobody left to hear it.
    ended.catch(() => undefined);
    return await Promise.race([ended, clock.interrupted]);
  } catch (error) {
    if (isLost(error)) throw engineLost(engine, `run a container of ${imageOf(call)}`, error);
    const reason = statusOf(error) === undefined ? undefined : readNotStarted(wordsOf(error));
    if (reason === undefined) throw error;
    return { kind: 'not-started', reason };
  } finally {
    clock.stop();
  }
}

async function runWithCopies(run: Run, clock: Interruption): Promise<ContainerEnd> {
  const { container, call } = run;
  if (call.copyIn !== undefined) await clock.aside(copyIn(container, call.copyIn, call.user));
  const end = await (call.keep === undefined ? runAsFirst(run, clock) : runBeside(run, clock));
  if (call.copyOut === undefined || end.kind !== 'exited' || end.exitCode !== 0) return end;
  for (const path of call.copyOut.paths) await clock.aside(copyOut(container, path, call.copyOut.receive));
  return end;
}

/** As the container's own command, so that nothing of it outlives the container's end. */
async function runAsFirst(run: Run, clock: Interruption): Promise<ContainerEnd> {
  const { container, engine, call } = run;
  // Attached before the start, so that nothing is missed.
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const said = readOutput(stream, run, clock);
  await container.start();
  const isStopped = () => clock.stopped;
  const exitCode = await waitForContainer({ container, engine, image: imageOf(call), said, isStopped });
  return endOf(container, exitCode);
}

/** As a second command, in a container that is still there when it has failed. */
async function runBeside(run: Run, clock: Interruption): Promise<ContainerEnd> {
  const { container, call } = run;
  await container.start();
  const exec = await container.exec({ Cmd: [...call.argv], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const said = readOutput(stream, run, clock);
  return endOf(container, await waitForExec(exec, { said, isStopped: () => clock.stopped }));
}

async function endOf(container: Dockerode.Container, exitCode: number): Promise<ContainerEnd> {
  const { State } = await container.inspect();
  return readEnd(exitCode, State.OOMKilled);
}

/** Until everything was said. */
function readOutput(stream: NodeJS.ReadWriteStream, { client, call }: Run, clock: Interruption): Promise<void> {
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
