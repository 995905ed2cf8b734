import type Dockerode from 'dockerode';
import { Failure } from '../failure';
import { connect } from './connect';
import type { Engine } from './engine';
import { nameOf } from './engine';
import { readEvents } from './engine-events';
import { engineFailure, freeDisk, isDiskFull } from './engine-failure';
import type { Pulling, PullPolicy } from './ensure-image';
import { ensureImage } from './ensure-image';
import type { Image } from './image';
import { findImage, requirePlatform } from './image';
import { PullProgress } from './pull-progress';
import type { Recipe } from './recipe';
import { RECIPE_LABEL, recipeOf, startingImages } from './recipe';

export interface BuildOptions extends Pulling {
  readonly network: 'bridge' | 'host' | 'none';
  /** When the images are pulled that it starts from. */
  readonly pull: PullPolicy;
  /** Docker hands these on to every step, and keeps them out of the image and of its own cache. */
  readonly proxies: Readonly<Record<string, string>>;
}

/**
 * The image of this recipe, built where the engine has none.
 *
 * @throws Failure `image-build-failed`, `image-foreign`, `engine-lost`, and those of pulling what it starts from.
 */
export async function ensureBuilt(
  engine: Engine,
  recipe: Recipe,
  tag: string,
  options: BuildOptions,
): Promise<{ readonly image: Image; readonly built: boolean }> {
  const there = await findOwn(engine, recipe, tag);
  if (there !== undefined) return { image: there, built: false };
  // The engine would pull them without the user's credentials.
  for (const name of startingImages(recipe.dockerfile))
    await ensureImage(engine, { name, policy: options.pull }, options);
  await buildImage(engine, recipe, tag, options);
  const image = await findOwn(engine, recipe, tag);
  if (image === undefined) throw buildFailed(engine, tag, 'it ended without the image');
  requirePlatform(engine, tag, image);
  return { image, built: true };
}

async function findOwn(engine: Engine, recipe: Recipe, tag: string): Promise<Image | undefined> {
  const image = await findImage(engine, tag);
  return image !== undefined && recipeOf(image, tag) === recipe.digest ? image : undefined;
}

async function buildImage(engine: Engine, recipe: Recipe, tag: string, options: BuildOptions): Promise<void> {
  const client = await connect(engine.endpoint);
  try {
    const answer = await client.buildImage(
      { context: recipe.folder, src: [...recipe.files] },
      planBuild(recipe, tag, options),
    );
    const said = await readAnswer(answer, options.onLine);
    if (said !== undefined) throw buildFailed(engine, tag, said);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw engineFailure(error, engine, `build ${tag}`);
  }
}

function planBuild(
  { digest }: Recipe,
  tag: string,
  { network, proxies, signal }: BuildOptions,
): Dockerode.ImageBuildOptions {
  return {
    t: tag,
    labels: { [RECIPE_LABEL]: digest },
    // What builds run without is theirs: an image is made of packages that are fetched.
    networkmode: network === 'none' ? 'bridge' : network,
    buildargs: { ...proxies },
    rm: true,
    forcerm: true,
    ...(signal === undefined ? {} : { abortSignal: signal }),
  };
}

/** @returns What the engine said of a failure. */
function readAnswer(answer: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<string | undefined> {
  const progress = new PullProgress();
  return readEvents(answer, (event) => {
    // What a step says may be said twice, and is to be seen twice.
    const words = event.stream === undefined ? progress.next(event) : event.stream.trimEnd();
    if (words !== undefined && words !== '') onLine(words);
  });
}

function buildFailed(engine: Engine, tag: string, said: string): Failure {
  const full = isDiskFull(said);
  return new Failure('image-build-failed', {
    message: `${nameOf(engine)} could not build ${tag}${full ? ': its disk is full' : ''}.`,
    hint: full ? freeDisk(engine) : 'Look at the step that failed, above, and mend it in the Dockerfile.',
    output: said,
  });
}
