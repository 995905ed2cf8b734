import { posix } from 'node:path';
import type Dockerode from 'dockerode';
import type { RunOptions, RunResult } from '../toolchain';
import { connect } from './connect';
import type { ContainerShape } from './container-call';
import { imageOf, planContainer } from './container-call';
import type { Copies } from './copies';
import { copyIn } from './copies';
import { copyOut } from './copy-out';
import type { ReceiveFile } from './copy-out';
import type { Engine } from './engine';
import { engineFailure, statusOf } from './engine-failure';
import { becomeOwner, OWNER_LABEL } from './owner';

/** A container that waits, to be asked what is in its image. */
export interface Session {
  /** Whether there is something at an absolute path. */
  has(path: string): Promise<boolean>;
  /** Runs argv to its end and captures what it says. A program that cannot be started has the exit code 127, or 126. */
  run(argv: readonly [string, ...string[]], options?: Pick<RunOptions, 'cwd' | 'env'>): Promise<RunResult>;
  put(what: Copies): Promise<void>;
  get(path: string, receive: ReceiveFile): Promise<void>;
}

type SessionCall = Omit<ContainerShape, 'argv'>;

/** Longer than anybody asks questions; whoever leaves it behind has it swept. */
const SECONDS = 3600;

/**
 * Asks questions of an image in one container, which is then removed.
 *
 * @throws Failure `engine-lost`, `engine-failed`, `engine-denied`, and what the questions throw.
 */
export async function inSession<T>(
  engine: Engine,
  call: SessionCall,
  ask: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await connect(engine.endpoint);
  const { owner, release } = becomeOwner();
  const whole = { ...call, argv: ['sleep', String(SECONDS)] as const };
  try {
    const container = await client.createContainer(
      planContainer(whole, engine, { [OWNER_LABEL]: JSON.stringify(owner) }),
    );
    try {
      await container.start();
      return await ask(openSession(container, client, call.user));
    } finally {
      await container.remove({ force: true, v: true });
    }
  } catch (error) {
    throw engineFailure(error, engine, `ask what is in ${imageOf(call)}`);
  } finally {
    release();
  }
}

function openSession(container: Dockerode.Container, client: Dockerode, user: string | undefined): Session {
  return {
    has: (path) => has(container, path),
    run: (argv, options) => run(container, client, argv, options),
    put: (what) => copyIn(container, what, user),
    get: (path, receive) => copyOut(container, path, receive),
  };
}

async function has(container: Dockerode.Container, path: string): Promise<boolean> {
  try {
    await container.infoArchive({ path: posix.normalize(path) });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

async function run(
  container: Dockerode.Container,
  client: Dockerode,
  argv: readonly string[],
  { cwd, env }: Pick<RunOptions, 'cwd' | 'env'> = {},
): Promise<RunResult> {
  const exec = await container.exec({
    Cmd: [...argv],
    AttachStdout: true,
    AttachStderr: true,
    ...(cwd === undefined ? {} : { WorkingDir: cwd }),
    ...(env === undefined ? {} : { Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
  });
  const said = { stdout: '', stderr: '' };
  try {
    const stream = await exec.start({ hijack: true, stdin: false });
    await collect(stream, client, said);
  } catch (error) {
    // Docker answers so where the program is not there, Podman too for some.
    if (statusOf(error) === undefined || statusOf(error) === 404) throw error;
    return { exitCode: 127, ...said };
  }
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? 127, ...said };
}

function collect(
  stream: NodeJS.ReadWriteStream,
  client: Dockerode,
  said: { stdout: string; stderr: string },
): Promise<void> {
  const into = (name: 'stdout' | 'stderr') => ({
    write: (piece: Buffer) => {
      said[name] += piece.toString('utf8');
      return true;
    },
  });
  client.modem.demuxStream(stream, into('stdout') as NodeJS.WritableStream, into('stderr') as NodeJS.WritableStream);
  return new Promise((resolve, reject) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.once('error', reject);
  });
}
