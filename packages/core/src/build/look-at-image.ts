import type { Engine, Image, PullPolicy } from '../container';
import { engineCommand, findImage, isBuiltHere, recipeOf, requirePlatform } from '../container';
import { Failure, settle } from '../failure';

/** An image of nx.json as an engine has it, or has it not. */
export interface ImageFinding {
  /** As nx.json names it. */
  readonly name: string;
  /** Friendly names of the platforms that are compiled in it. */
  readonly platforms: readonly string[];
  /**
   * `other-recipe`: there under the recipe's name, and not built by it. `old-name`: there, and of another recipe than the
   * folder has. Both do compile.
   */
  readonly state: 'there' | 'absent' | 'foreign' | 'other-recipe' | 'old-name';
  /** A sentence where something is not right. */
  readonly what?: string;
  /** The line that mends it. */
  readonly mend?: string;
  readonly bytes?: number;
}

/** A builder image of the workspace's own, as its folder has it now. */
export interface BuilderRecipe {
  /** Without a tag. */
  readonly name: string;
  /** With the recipe's. */
  readonly tag: string;
  readonly digest: string;
  /** The line that builds it. */
  readonly build: string;
  /** The line that writes its name into nx.json. */
  readonly rename: string;
}

/** Whether a build would pull an image that is not there. */
export function isPulled(name: string, policy: PullPolicy): boolean {
  return policy !== 'never' && !isBuiltHere(name);
}

/** Looks for an image and changes nothing. */
export async function lookAtImage(
  engine: Engine,
  wanted: Pick<ImageFinding, 'name' | 'platforms'>,
  policy: PullPolicy,
  builders: readonly BuilderRecipe[],
): Promise<ImageFinding> {
  const { name } = wanted;
  const own = builders.find((builder) => name.startsWith(`${builder.name}:`));
  const image = await settle(findImage(engine, name));
  if (image instanceof Failure) return { ...wanted, state: 'absent', ...tell(image) };
  if (image === undefined) return { ...wanted, state: 'absent', ...mendAbsence(engine, name, policy, own) };
  return { ...wanted, ...judgeImage(engine, name, image, own), bytes: image.bytes };
}

type Judged = Pick<ImageFinding, 'state' | 'what' | 'mend'>;

function judgeImage(engine: Engine, name: string, image: Image, builder: BuilderRecipe | undefined): Judged {
  try {
    requirePlatform(engine, name, image);
  } catch (error) {
    if (error instanceof Failure) return { state: 'foreign', ...tell(error) };
    throw error;
  }
  if (builder === undefined) return { state: 'there' };
  if (name !== builder.tag) return { state: 'old-name', ...renameTo(builder) };
  if (recipeOf(image, name) === builder.digest) return { state: 'there' };
  return { state: 'other-recipe', what: 'built by another recipe than its name says', mend: builder.build };
}

function mendAbsence(
  engine: Engine,
  name: string,
  policy: PullPolicy,
  builder: BuilderRecipe | undefined,
): Required<Pick<ImageFinding, 'what' | 'mend'>> {
  if (builder !== undefined) {
    return name === builder.tag ? { what: 'not built yet', mend: builder.build } : renameTo(builder);
  }
  if (isBuiltHere(name)) {
    return { what: 'not here, and in no registry', mend: `${engineCommand(engine, `build --tag=${name}`)} <folder>` };
  }
  const mend = engineCommand(engine, `pull ${name}`);
  return isPulled(name, policy)
    ? { what: 'not here yet; the first build pulls it', mend }
    : { what: 'not here, and builds are not to pull it', mend };
}

function renameTo({ tag, rename }: BuilderRecipe): Required<Pick<ImageFinding, 'what' | 'mend'>> {
  return { what: `nx.json names another recipe than the folder has, which is ${tag}`, mend: rename };
}

function tell({ message, hint }: Failure): Pick<ImageFinding, 'what' | 'mend'> {
  return { what: message, ...(hint === undefined ? {} : { mend: hint }) };
}
