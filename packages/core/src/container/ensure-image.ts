import { Failure } from '../failure';
import type { Host } from '../toolchain';
import { findCredentials } from './credentials';
import { readCredentialFiles } from './docker-config';
import type { Engine } from './engine';
import { nameOf } from './engine';
import type { Image } from './image';
import { findImage, imageMissing, requirePlatform } from './image';
import { isBuiltHere, parseImageName } from './image-name';
import type { Places } from './places';
import { pullImage } from './pull-image';

/** When an image is pulled: if it is not there, each time, or never. */
export type PullPolicy = 'missing' | 'always' | 'never';

export interface WantedImage {
  /** A tag, `registry/team/builder:1`, or better a digest, `registry/team/builder@sha256:…`. */
  readonly name: string;
  readonly policy: PullPolicy;
  /** The engine's word, `arm64`, for one that is to be emulated; the engine's own where absent. */
  readonly architecture?: string;
}

export interface Pulling {
  readonly host: Host;
  readonly places: Places;
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * The image, pulled if the policy says so and its name is one of a registry.
 *
 * @throws Failure `image-missing`, `image-foreign`, `pull-refused`, `pull-failed`, `engine-lost`
 */
export async function ensureImage(engine: Engine, wanted: WantedImage, pulling: Pulling): Promise<Image> {
  const { name, policy, architecture } = wanted;
  const there = policy === 'always' && !isBuiltHere(name) ? undefined : await findImage(engine, name);
  const image = there ?? (await pullWanted(engine, wanted, pulling));
  requirePlatform(engine, name, image, architecture);
  return image;
}

async function pullWanted(
  engine: Engine,
  { name, policy, architecture }: WantedImage,
  { host, places, onLine, signal }: Pulling,
): Promise<Image> {
  if (policy === 'never' || isBuiltHere(name)) throw imageMissing(engine, name);
  const credentials = await findCredentials(parseImageName(name), readCredentialFiles(engine.kind, places), host);
  const more = { ...(architecture === undefined ? {} : { architecture }), ...(signal === undefined ? {} : { signal }) };
  onLine(`Pulling ${name}`);
  await pullImage(engine, { name, credentials, onLine, ...more });
  const image = await findImage(engine, name);
  if (image !== undefined) return image;
  throw new Failure('pull-failed', {
    message: `${nameOf(engine)} ended the pull of ${name} without the image.`,
    hint: 'Look at the network, then run it again.',
  });
}
