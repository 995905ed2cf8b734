import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { getProjects } from '@nx/devkit';
import { Failure, setJson } from '@nx-cross/core';
import { recipeDigest, recipeTag } from '@nx-cross/core/container';
import type { Platform } from '@nx-cross/core/platform';
import { PINNED_REQUIREMENTS } from '@nx-cross/core/toolchain';
import type { NamedPlatform } from '../platform/name-platforms';
import { findRegistration, NX_JSON } from '../plugin-registration';
import { renderCargoConfig } from './cargo-config';
import type { BuilderChoices } from './choices';
import { checkChoices, parseChoices, splitOrNone } from './choices';
import { renderDockerfile } from './dockerfile';
import { nameImage } from './images';
import { needsZig, whyNot } from './install-steps';
import type { BuilderImageGeneratorSchema } from './schema';
import { replaceWritten } from './written-part';

export const BUILDER_FOLDER = 'tools/builder';
export const BUILDER_PROJECT = 'builder';
export const DOCKERFILE = posix.join(BUILDER_FOLDER, 'Dockerfile');
const PROJECT_JSON = posix.join(BUILDER_FOLDER, 'project.json');
const CARGO_CONFIG = posix.join(BUILDER_FOLDER, 'cargo-config.toml');
const REQUIREMENTS = posix.join(BUILDER_FOLDER, 'zig-requirements.txt');

/** What was chosen for the workspace's builder image; `undefined` where it has none that the generator wrote. */
export function findChoices(tree: Tree): BuilderImageGeneratorSchema | undefined {
  return tree.isFile(DOCKERFILE) ? parseChoices(tree.read(DOCKERFILE, 'utf-8') ?? '') : undefined;
}

/** Failures: `config-invalid`, for what the first line of a Dockerfile does not say whole. */
export function completeChoices(said: BuilderImageGeneratorSchema): BuilderChoices {
  const platforms = splitOrNone(said.platforms ?? []);
  return checkChoices({
    name: said.name ?? '',
    base: said.base ?? '',
    rust: said.rust ?? '',
    linkers: splitOrNone(said.linkers ?? []) as BuilderChoices['linkers'],
    packages: splitOrNone(said.packages ?? []),
    ...(platforms.length === 0 ? {} : { platforms }),
  });
}

/** What a builder image is to compile for, and why it cannot for the rest of what was chosen. */
export interface ServedPlatforms {
  readonly platforms: readonly Platform[];
  /** `windows-x86_64-msvc (gcc: the MSVC ABI needs its own linker)` */
  readonly without: readonly string[];
}

export function servedPlatforms(choices: BuilderChoices, configured: readonly NamedPlatform[]): ServedPlatforms {
  const chosen = chosenPlatforms(choices, configured);
  return {
    platforms: chosen.filter((platform) => whyNot(platform, choices) === undefined),
    without: chosen.flatMap((platform) => {
      const reason = whyNot(platform, choices);
      return reason === undefined ? [] : [`${platform.friendly} (${reason})`];
    }),
  };
}

export function renderWithout(without: readonly string[]): string {
  return `The builder image cannot compile for ${without.join(', ')}.`;
}

/** Writes recipe, linker table and project. */
export function writeBuilder(tree: Tree, choices: BuilderChoices, platforms: readonly Platform[]): void {
  const text = (file: string) => (tree.isFile(file) ? (tree.read(file, 'utf-8') ?? undefined) : undefined);
  tree.write(DOCKERFILE, replaceWritten(text(DOCKERFILE), renderDockerfile(choices, platforms)));
  tree.write(CARGO_CONFIG, replaceWritten(text(CARGO_CONFIG), renderCargoConfig(platforms, choices)));
  if (needsZig(platforms, choices.linkers)) tree.write(REQUIREMENTS, PINNED_REQUIREMENTS);
  else if (tree.exists(REQUIREMENTS)) tree.delete(REQUIREMENTS);
  tree.write(PROJECT_JSON, renderProject(text(PROJECT_JSON), choices));
}

/** After formatting: the digest is of what stays. @returns The image's name. */
export function nameBuilder(tree: Tree, choices: BuilderChoices, configured: readonly NamedPlatform[]): string {
  const files = new Map<string, Uint8Array>();
  for (const path of filesBelow(tree, BUILDER_FOLDER)) {
    files.set(posix.relative(BUILDER_FOLDER, path), tree.read(path) ?? Buffer.of());
  }
  const tag = recipeTag(choices.name, recipeDigest(files));
  const registration = findRegistration(tree);
  const platforms = choices.platforms === undefined ? {} : { platforms: chosenPlatforms(choices, configured) };
  if (registration !== undefined) {
    tree.write(NX_JSON, nameImage(registration, { name: choices.name, tag, ...platforms }));
  }
  return tag;
}

/** With those that git ignores: the engine would see them too. */
function filesBelow(tree: Tree, folder: string): string[] {
  return tree.children(folder).flatMap((name) => {
    const path = posix.join(folder, name);
    return tree.isFile(path) ? [path] : filesBelow(tree, path);
  });
}

function chosenPlatforms({ platforms }: BuilderChoices, configured: readonly NamedPlatform[]): Platform[] {
  const all = configured.map(({ platform }) => platform);
  return platforms === undefined ? all : all.filter(({ friendly }) => platforms.includes(friendly));
}

/** Failure: `name-collision`. */
export function requireFreeProject(tree: Tree): void {
  const other = getProjects(tree).get(BUILDER_PROJECT);
  if (other === undefined || other.root === BUILDER_FOLDER) return;
  throw new Failure('name-collision', {
    message: `the workspace has a project "${BUILDER_PROJECT}" already, in ${other.root}`,
    hint: 'give that one another name',
  });
}

function renderProject(before: string | undefined, { name }: BuilderChoices): string {
  const fresh = { $schema: '../../node_modules/nx/schemas/project-schema.json', name: BUILDER_PROJECT };
  const target = {
    executor: 'nx-cross:builder-image',
    // A replayed success would not bring the image back.
    cache: false,
    options: { name },
    metadata: { description: 'Builds the image that nx-cross compiles in, where the engine has none of this recipe.' },
  };
  const text = before ?? `${JSON.stringify(fresh, null, 2)}\n`;
  return setJson(text, ['targets', 'image'], target);
}
