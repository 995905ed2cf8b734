import type Dockerode from 'dockerode';
import { connect } from './connect';
import type { ContainerShape } from './container-call';
import { imageOf, planContainer } from './container-call';
import { waitForExec } from './container-end';
import type { Engine } from './engine';
import { engineFailure } from './engine-failure';
import { WAITING } from './kept';
import { becomeOwner, OWNER_LABEL } from './owner';
import { removeContainer } from './remove-container';
import type { Terminal } from './terminal';
import { followSize, isInteractive, joinTerminal } from './terminal';

/**
 * Runs a command that the user types into, in a container that is removed at its end, or when it is aborted.
 *
 * It is a second command in a container that waits: of its own command, Podman takes the request to attach, which dockerode
 * sends as JSON, for the first that is typed.
 *
 * @returns Its exit code.
 * @throws Failure `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function runInTerminal(
  engine: Engine,
  shape: ContainerShape,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const client = await connect(engine.endpoint);
  const { owner, release } = becomeOwner();
  try {
    const waiting = planContainer({ ...shape, argv: WAITING }, engine, { [OWNER_LABEL]: JSON.stringify(owner) });
    const container = await client.createContainer(waiting);
    let exitCode: number | undefined;
    try {
      exitCode = await runJoined(container, client, shape.argv, terminal, signal);
      return exitCode;
    } finally {
      await removeContainer(container, engine, { image: imageOf(shape), mustSucceed: exitCode !== undefined });
    }
  } catch (error) {
    throw engineFailure(error, engine, `open a container of ${imageOf(shape)}`);
  } finally {
    release();
  }
}

async function runJoined(
  container: Dockerode.Container,
  client: Dockerode,
  argv: ContainerShape['argv'],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  await container.start();
  const Tty = isInteractive(terminal);
  const typed = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty };
  const exec = await container.exec({ Cmd: [...argv], ...typed });
  const stream = await exec.start({ hijack: true, stdin: true, Tty });
  const { said, leave } = joinTerminal(terminal, stream, client);
  const stopFollowing = Tty ? followSize(terminal, exec) : () => undefined;
  let isOver = false;
  try {
    const ended = waitForExec(exec, { said, isStopped: () => isOver });
    // After an abort it fails, with nobody left to hear it.
    ended.catch(() => undefined);
    return await Promise.race([ended, untilAborted(signal)]);
  } finally {
    isOver = true;
    stopFollowing();
    leave();
  }
}

/** The exit code of a command that was not waited for. */
function untilAborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(NaN);
    else signal.addEventListener('abort', () => resolve(NaN), { once: true });
  });
}
