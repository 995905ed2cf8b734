import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Image } from './image';
import { parseImageName } from './image-name';

/** The label in which an image keeps the digest of the recipe that it was built by. */
export const RECIPE_LABEL = 'nx-cross.recipe';

/** What an image is built from: a folder with a Dockerfile. */
export interface Recipe {
  /** Absolute. */
  readonly folder: string;
  /** `/`-separated paths in the folder, sorted: what the build gets to see, and nothing else. */
  readonly files: readonly string[];
  /** Of all files, `sha256:…`. */
  readonly digest: string;
  readonly dockerfile: string;
}

/** Whether a file of the folder, by its `/`-separated path, is the recipe's: not what Nx reads, nor what editors leave. */
export function isRecipeFile(path: string): boolean {
  return path !== 'project.json' && !/(^|\/)\./.test(path) && !path.endsWith('~');
}

/** The digest of a recipe by its files' contents. Their names are in it, their times and owners are not. */
export function recipeDigest(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].filter(isRecipeFile).sort()) {
    const content = createHash('sha256').update(files.get(path) ?? '');
    hash.update(`${content.digest('hex')}  ${JSON.stringify(path)}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}

export function readRecipe(folder: string): Recipe {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join('/'))
    .filter(isRecipeFile)
    .sort();
  const contents = new Map(files.map((path) => [path, readFileSync(join(folder, path))]));
  const dockerfile = contents.get('Dockerfile')?.toString('utf8') ?? '';
  return { folder, files, digest: recipeDigest(contents), dockerfile };
}

/** The image's name: who reads nx.json sees that two recipes make two images. */
export function recipeTag(name: string, digest: string): string {
  return `${name}:${digest.replace('sha256:', '').slice(0, 12)}`;
}

/**
 * The digest of the recipe of an image that is called by it. An image that was built `FROM` one of ours inherits the
 * label, and is another: so the label counts only under the name that {@link recipeTag} gives.
 */
export function recipeOf({ labels }: Image, name: string): string | undefined {
  const digest = labels[RECIPE_LABEL];
  if (digest === undefined || !/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  const { tag, digest: pinned } = parseImageName(name);
  return pinned === undefined && tag !== undefined && recipeTag('', digest) === `:${tag}` ? digest : undefined;
}

/** The images that a Dockerfile starts from, each once, without its own stages and what an argument names. */
export function startingImages(dockerfile: string): string[] {
  const lines = [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/gim)];
  const stages = new Set(lines.flatMap(([, , stage]) => (stage === undefined ? [] : [stage.toLowerCase()])));
  const names = lines.flatMap(([, name = '']) =>
    stages.has(name.toLowerCase()) || name.includes('$') || name === 'scratch' ? [] : [name],
  );
  return [...new Set(names)];
}
