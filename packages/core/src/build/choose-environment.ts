import type { PassedOver } from '../artifact';
import type { Engine, Image } from '../container';
import { recipeOf, registryDigest } from '../container';
import { Failure, Failures, failuresOf, throwFailures } from '../failure';
import type { ToolIdentity } from '../toolchain';
import type { Machine } from './machine';
import type { CompileDemand, StripDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';

/** An image that will build, on the engine that will run it. */
export interface ChosenImage {
  readonly engine: Engine;
  /** As nx.json names it. */
  readonly name: string;
  readonly image: Image;
}

/** What the host has for a stage. */
export interface OnHost<T> {
  readonly found: T;
  readonly identity: ToolchainIdentity;
  readonly passedOver: readonly PassedOver[];
}

/** Where a stage's tools run, and which they are; `passedOver` are the environments and images before it. */
export type ChosenEnvironment<T> =
  | ({ readonly environment: 'host' } & OnHost<T>)
  | ({ readonly environment: 'container'; readonly chosen: ChosenImage } & Omit<OnHost<T>, 'found'>);

/** What a stage does, for failures. */
const DOING = { 'cross-compile': 'compile', strip: 'strip' } as const;

/**
 * Tries the environments in the user's order and takes the first that can do a stage. It is asked before tasks are hashed,
 * and its answer is hashed: so a build that falls back never shares a hash with one that did not.
 *
 * @param onHost Asked for when the host's turn comes.
 * @throws Failure what stood in the way of the only one, or `no-environment` with what stood in the way of each.
 */
export async function chooseEnvironment<T>(
  demand: CompileDemand | StripDemand,
  machine: Machine,
  onHost: () => Promise<OnHost<T>>,
): Promise<ChosenEnvironment<T>> {
  const passedOver: PassedOver[] = [];
  const failures: Failure[] = [];
  for (const environment of demand.environments) {
    try {
      const found = environment === 'host' ? { environment, ...(await onHost()) } : await chooseImage(demand, machine);
      return { ...found, passedOver: [...passedOver, ...found.passedOver] };
    } catch (error) {
      const found = failuresOf(error);
      failures.push(...found);
      passedOver.push(...found.map(({ message }) => ({ choice: environment, reason: message })));
    }
  }
  if (failures.length === 1 || demand.environments.length === 1) throwFailures(failures);
  const [first] = failures;
  throw new Failure('no-environment', {
    message: `Nothing here can ${DOING[demand.stage]} for ${demand.platform.friendly}: ${passedOver.map(({ choice, reason }) => `${choice}: ${reason}`).join(' ')}`,
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}

/** The first of the images that is there, or can be had. */
async function chooseImage(
  { stage, images }: CompileDemand | StripDemand,
  machine: Machine,
): Promise<Extract<ChosenEnvironment<never>, { readonly environment: 'container' }>> {
  const engine = await machine.engine();
  const failures: Failure[] = [];
  for (const name of images) {
    try {
      const chosen = { engine, name, image: await machine.image(name) };
      const passedOver = failures.map(({ message }, index) => ({ choice: images[index] ?? '', reason: message }));
      const own = identifyImage(chosen);
      const identity = stage === 'cross-compile' ? { ...own, tools: [...own.tools, ...networkOf(machine)] } : own;
      return { environment: 'container', chosen, identity, passedOver };
    } catch (error) {
      failures.push(...failuresOf(error));
    }
  }
  throw failures.length === 1 ? failures[0] : new Failures(failures);
}

/** Who wants no network takes no result of a build script that may have had one. */
function networkOf({ containers }: Machine): readonly ToolIdentity[] {
  return containers.network === 'none' ? [{ name: 'network', version: 'none' }] : [];
}

/**
 * An image holds everything that decides the bytes, so its digest says it all; one that no registry has goes by its id.
 * That of a recipe goes by the recipe: each machine builds it with an id of its own, and they are to share a cache. An
 * arm64 engine makes another image of the recipe than an amd64 one does.
 */
export function identifyImage({ name, image }: Pick<ChosenImage, 'name' | 'image'>): ToolchainIdentity {
  const recipe = recipeOf(image, name);
  const tool =
    recipe === undefined
      ? { name: 'image', version: registryDigest(image, name) ?? image.id }
      : { name: 'recipe', version: `${recipe} ${image.os}/${image.architecture}` };
  return { choice: 'image', environment: 'container', tools: [tool] };
}
