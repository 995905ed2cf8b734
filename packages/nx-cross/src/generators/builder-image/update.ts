import type { Tree } from '@nx/devkit';
import type { NamedPlatform } from '../platform/name-platforms';
import { completeChoices, findChoices, nameBuilder, renderWithout, servedPlatforms, writeBuilder } from './builder';

export interface BuilderUpdate {
  readonly warnings: readonly string[];
  /** Names the image in nx.json: after formatting, since the name is of the files' digest. */
  finish(): void;
}

/**
 * Writes the builder image's recipe for what the workspace's platforms have become; `undefined` where there is none that
 * the generator wrote. One for a choice of platforms is for what is added too.
 */
export function updateBuilder(
  tree: Tree,
  configured: readonly NamedPlatform[],
  added: readonly NamedPlatform[],
): BuilderUpdate | undefined {
  const said = findChoices(tree);
  if (said === undefined) return undefined;
  const { platforms: chosen, ...rest } = said;
  const names = configured.map(({ platform }) => platform.friendly);
  const both = [...(chosen ?? []), ...added.map(({ platform }) => platform.friendly)];
  const platforms = [...new Set(both)].filter((name) => names.includes(name));
  if (chosen !== undefined && platforms.length === 0) return unchanged('has no platform left');
  const choices = completeChoices({ ...rest, ...(chosen === undefined ? {} : { platforms }) });
  const served = servedPlatforms(choices, configured);
  if (served.platforms.length === 0) return unchanged('compiles for none of the platforms');
  writeBuilder(tree, choices, served.platforms);
  return {
    warnings: served.without.length === 0 ? [] : [renderWithout(served.without)],
    finish: () => nameBuilder(tree, choices, configured),
  };
}

function unchanged(why: string): BuilderUpdate {
  return { warnings: [`The builder image ${why}: its recipe stays as it was.`], finish: () => undefined };
}
