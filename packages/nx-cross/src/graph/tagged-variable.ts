import { digestOfBytes } from '@nx-cross/core/artifact';

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
