import type Dockerode from 'dockerode';
import { connect } from './connect';
import type { Credentials } from './credentials';
import type { Engine } from './engine';
import { readEvents } from './engine-events';
import { engineFailure, statusOf, wordsOf } from './engine-failure';
import { exactName } from './image-name';
import { pullFailure } from './pull-failure';
import { PullProgress } from './pull-progress';

export interface PullCall {
  readonly name: string;
  readonly credentials: Credentials | undefined;
  /** The engine's word, `arm64`; its own where absent. */
  readonly architecture?: string;
  /** Each line for people: a step of a layer. */
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Pulls an image. That it ended without a word of failure does not mean that the image is there: a connection that was
 * cut ends an answer too. So ask for the image afterwards.
 *
 * @throws Failure `pull-failed`, `pull-refused`, `image-missing`, `image-foreign`, `engine-lost`
 */
export async function pullImage(engine: Engine, call: PullCall): Promise<void> {
  const client = await connect(engine.endpoint);
  try {
    const said = await readAnswer(await request(client, engine, call), call.onLine);
    if (said !== undefined) throw pullFailure(engine, call.name, said, call.credentials);
  } catch (error) {
    const status = statusOf(error);
    // Everything that a registry answers comes as a failure of the engine.
    if (status !== undefined) throw pullFailure(engine, call.name, wordsOf(error), call.credentials);
    call.signal?.throwIfAborted();
    throw engineFailure(error, engine, `pull ${call.name}`);
  }
}

async function request(
  client: Dockerode,
  engine: Engine,
  { name, credentials, architecture, signal }: PullCall,
): Promise<NodeJS.ReadableStream> {
  return client.pull(exactName(name), {
    ...(credentials === undefined ? {} : { authconfig: credentials.auth as Dockerode.AuthConfig }),
    ...(architecture === undefined ? {} : { platform: `${engine.os}/${architecture}` }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  });
}

/** @returns What the engine said of a failure. */
function readAnswer(answer: NodeJS.ReadableStream, onLine: PullCall['onLine']): Promise<string | undefined> {
  const progress = new PullProgress();
  return readEvents(answer, (event, hasFailed) => {
    const words = progress.next(event);
    if (words !== undefined && !hasFailed) onLine(words);
  });
}
