import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BuilderRecipe } from '@nx-cross/core/build';
import { readRecipe, recipeTag } from '@nx-cross/core/container';
import { BUILDER_FOLDER, BUILDER_PROJECT, DOCKERFILE } from '../generators/builder-image/builder';
import { parseChoices } from '../generators/builder-image/choices';

/** The workspace's builder image, where the generator wrote its recipe. */
export function findBuilder(root: string): BuilderRecipe | undefined {
  if (!existsSync(join(root, DOCKERFILE))) return undefined;
  const { digest, dockerfile } = readRecipe(join(root, BUILDER_FOLDER));
  const name = parseChoices(dockerfile)?.name;
  if (name === undefined) return undefined;
  return {
    ...{ name, digest, tag: recipeTag(name, digest) },
    build: `npx nx run ${BUILDER_PROJECT}:image`,
    rename: 'npx nx g nx-cross:builder-image',
  };
}
