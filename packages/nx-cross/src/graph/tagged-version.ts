import { digestOfBytes } from '@nx-cross/core/artifact';
import { findVersionTag, tagTemplate } from '@nx-cross/core/release';
import type { WorkspaceModel } from './workspace-model';

/**
 * The variable that carries a version from a git tag to the tasks of a project, a unit or a release: `NX_` is what agents
 * get. It is empty where the tag says what Cargo.toml says, so that a commit is packed once, before its tag and after.
 */
export function taggedVariable(projectRoot: string): string {
  return `${TAGGED}${digestOfBytes(projectRoot).slice(0, 12)}`;
}

const TAGGED = 'NX_CROSS_TAGGED_';

export function isTaggedVariable(name: string): boolean {
  return name.startsWith(TAGGED);
}

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
