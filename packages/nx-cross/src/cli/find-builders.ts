import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseJson } from '@nx/devkit';
import type { BuilderRecipe } from '@nx-cross/core/build';
import { readRecipe, recipeTag } from '@nx-cross/core/container';
import { BUILDER_FOLDER } from '../generators/builder-image/builder';

/** As far as one builds an image. */
interface ProjectFile {
  readonly name?: string;
  readonly targets?: Readonly<
    Record<string, { readonly executor?: string; readonly options?: { readonly name?: string } } | undefined>
  >;
}

/** The workspace's builder images: the generator's own, and those whose recipe somebody has moved or written by hand. */
export async function findBuilders(root: string): Promise<readonly BuilderRecipe[]> {
  const { default: glob } = await import('fast-glob');
  const files = await glob('**/project.json', { cwd: root, ignore: ['**/{node_modules,target,dist,.nx,.git}/**'] });
  return files.sort().flatMap((file) => readBuilders(root, file));
}

function readBuilders(root: string, file: string): readonly BuilderRecipe[] {
  const folder = posix.dirname(file);
  if (!existsSync(join(root, folder, 'Dockerfile'))) return [];
  const { name: project = posix.basename(folder), targets = {} } = parseJson<ProjectFile>(
    readFileSync(join(root, file), 'utf8'),
  );
  return Object.entries(targets).flatMap(([target, definition]) => {
    const name = definition?.options?.name;
    if (definition?.executor !== 'nx-cross:builder-image' || name === undefined) return [];
    const { digest } = readRecipe(join(root, folder));
    const tag = recipeTag(name, digest);
    return [{ name, digest, tag, build: `npx nx run ${project}:${target}`, rename: renameTo(tag, folder) }];
  });
}

function renameTo(tag: string, folder: string): string {
  return folder === BUILDER_FOLDER
    ? 'npx nx g nx-cross:builder-image'
    : `write ${tag} into \`container.images\` of nx.json`;
}
