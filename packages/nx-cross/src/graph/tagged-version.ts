import { findVersionTag, tagTemplate } from '@nx-cross/core/release';
import { taggedVariable } from './tagged-variable';
import type { WorkspaceModel } from './workspace-model';

/** Variable → version, for the releases that the commit is a tag of. */
export function taggedVersions({ releases }: WorkspaceModel, tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    releases.flatMap(({ root, options, units }) => {
      const version = findVersionTag(tagTemplate(options, releases.length), tags)?.version;
      if (version === undefined || units.every((unit) => unit.version === version)) return [];
      return [root, ...units.map((unit) => unit.projectRoot)].map((each) => [taggedVariable(each), version]);
    }),
  );
}
