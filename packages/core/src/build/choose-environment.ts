import type { PassedOver } from '../artifact';
import type { Engine, Image } from '../container';
import { recipeOf, registryDigest } from '../container';
import { Failure, Failures, failuresOf, throwFailures } from '../failure';
import type { EnvironmentName } from '../platform';
import type { Machine } from './machine';
import type { ResolvedToolchain } from './resolve-toolchain';
import { resolveToolchain } from './resolve-toolchain';
import type { CompileDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';

/** An image that will build, on the engine that will run it. */
export interface ChosenImage {
  readonly engine: Engine;
  /** As nx.json names it. */
  readonly name: string;
  readonly image: Image;
}

/** Where a unit is compiled, and with what; `passedOver` are the environments and images before it. */
export type ChosenEnvironment = {
  readonly identity: ToolchainIdentity;
  readonly passedOver: readonly PassedOver[];
} & (
  | { readonly environment: 'host'; readonly toolchain: ResolvedToolchain }
  | { readonly environment: 'container'; readonly chosen: ChosenImage }
);

/**
 * Tries the environments in the user's order and takes the first that can build. It is asked before tasks are hashed, and
 * its answer is hashed: so a build that falls back never shares a hash with one that did not.
 *
 * @throws Failure what stood in the way of the only one, or `no-environment` with what stood in the way of each.
 */
export async function chooseEnvironment(demand: CompileDemand, machine: Machine): Promise<ChosenEnvironment> {
  const passedOver: PassedOver[] = [];
  const failures: Failure[] = [];
  for (const environment of demand.environments) {
    try {
      const found = await tryEnvironment(environment, demand, machine);
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
    message: `Nothing here can compile for ${demand.platform.friendly}: ${passedOver.map(({ choice, reason }) => `${choice}: ${reason}`).join(' ')}`,
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}

async function tryEnvironment(
  environment: EnvironmentName,
  demand: CompileDemand,
  machine: Machine,
): Promise<ChosenEnvironment> {
  if (environment === 'host') {
    const toolchain = await resolveToolchain(demand, machine.workspaceRoot, machine.host);
    return { environment, toolchain, identity: toolchain.identity, passedOver: toolchain.passedOver };
  }
  const { chosen, passedOver } = await chooseImage(demand, machine);
  return { environment, chosen, identity: identifyImage(chosen), passedOver };
}

/** The first of the images that is there, or can be had. */
async function chooseImage(
  { images }: CompileDemand,
  machine: Machine,
): Promise<{ readonly chosen: ChosenImage; readonly passedOver: readonly PassedOver[] }> {
  const engine = await machine.engine();
  const failures: Failure[] = [];
  for (const name of images) {
    try {
      const image = await machine.image(name);
      const passedOver = failures.map(({ message }, index) => ({ choice: images[index] ?? '', reason: message }));
      return { chosen: { engine, name, image }, passedOver };
    } catch (error) {
      failures.push(...failuresOf(error));
    }
  }
  throw failures.length === 1 ? failures[0] : new Failures(failures);
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
