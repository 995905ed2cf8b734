import { askJson, NoAnswer } from './ask';
import { Failure } from '../failure';
import type { Engine } from './engine';
import { nameOf } from './engine';
import { engineLost } from './engine-failure';
import { exactName, isBuiltHere } from './image-name';

/** An image that an engine has. */
export interface Image {
  /** The digest of its configuration, which names its layers: of one image the same on every engine. */
  readonly id: string;
  /** The digests under which registries have it, `registry/repository@sha256:…`; of an image that was only built, none. */
  readonly digests: readonly string[];
  /** The engines' words, `linux` and `amd64`. */
  readonly os: string;
  readonly architecture: string;
  readonly bytes: number;
  /** The variables that it sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

interface ImageAnswer {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
  readonly Os: string;
  readonly Architecture: string;
  readonly Size: number;
  readonly Config?: {
    readonly Env?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
  } | null;
}

/** The image by this tag, digest or id, if it is there; asked of the engine alone, never of a registry. */
export async function findImage(engine: Engine, name: string): Promise<Image | undefined> {
  try {
    const answer = await askJson<ImageAnswer>(engine.endpoint, `/images/${encodeURI(exactName(name))}/json`);
    return answer === undefined ? undefined : parseImage(answer);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error.words === undefined) throw engineLost(engine, `look for the image ${name}`, error);
    throw new Failure('engine-failed', {
      message: `${nameOf(engine)} could not look for the image ${name} (${error.code}).`,
      hint: 'Look at the engine’s own words below: the name may be none.',
      output: error.words,
    });
  }
}

function parseImage({ Id, RepoDigests, Os, Architecture, Size, Config }: ImageAnswer): Image {
  const id = Id.startsWith('sha256:') ? Id : `sha256:${Id}`;
  return {
    id,
    digests: [...(RepoDigests ?? [])].sort(),
    os: Os,
    architecture: Architecture,
    bytes: Size,
    env: Object.fromEntries((Config?.Env ?? []).map((text) => splitOnce(text, '='))),
    labels: Config?.Labels ?? {},
  };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The digest of an image in the registry that its name says: what a release pins. Undefined for one that no registry has.
 */
export function registryDigest(image: Image, name: string): string | undefined {
  const repository = withoutTag(name);
  const found = image.digests.find((digest) => sameRepository(withoutTag(digest), repository));
  return found?.slice(found.indexOf('@') + 1);
}

/** `debian`, `docker.io/library/debian`: Docker says the first, Podman the second. */
function sameRepository(one: string, other: string): boolean {
  const whole = (text: string) => text.replace(/^docker\.io\//, '').replace(/^library\//, '');
  return whole(one) === whole(other);
}

function withoutTag(name: string): string {
  return name.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

/**
 * Holds an image against what is to run it. An engine starts a foreign one and then fails with `exec format error`, or
 * emulates it many times slower, without a word.
 *
 * @throws Failure `image-foreign`
 */
export function requirePlatform(engine: Engine, name: string, image: Image, architecture = engine.architecture): void {
  if (image.os === engine.os && image.architecture === architecture) return;
  const wanted = `${engine.os}/${architecture}`;
  throw new Failure('image-foreign', {
    message: `The image ${name} is for ${image.os}/${image.architecture}, and ${nameOf(engine)} here runs ${wanted}.`,
    hint: `Name an image for ${wanted}, or remove this one (${engine.kind} image rm ${name}) to pull the right one.`,
  });
}

/** For a run, and for the policy never: nothing is pulled. */
export function imageMissing(engine: Engine, name: string): Failure {
  return new Failure('image-missing', {
    message: `${nameOf(engine)} has no image ${name}, and it is not to be pulled.`,
    hint: isBuiltHere(name)
      ? 'Build it here: npx nx run builder:image, if nx-cross wrote its recipe.'
      : `${engine.kind} pull ${name}, or build it here`,
  });
}
