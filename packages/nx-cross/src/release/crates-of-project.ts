import { posix } from 'node:path';
import { Failure } from '@nx-cross/core';
import type { Workspace } from '@nx-cross/core/workspace';
import { loadProject, UNIT_FILE } from '@nx-cross/core/workspace';

/**
 * Folders of the crates whose version is a project's own: what its unit ships, and the units that its release gathers;
 * of a project without a nx-cross.json the crate that lies there.
 *
 * @throws Failure `crate-unknown` where there is none, and those of `loadProject`.
 */
export function cratesOfProject(workspace: Workspace, root: string): readonly string[] {
  const crates = listCrates(workspace, root);
  if (crates.length > 0) return crates;
  throw new Failure('crate-unknown', {
    message: `${root} has no crate whose version nx release could write.`,
    hint: `Leave the project out of "release" in nx.json, or give it version actions of its own.`,
  });
}

function listCrates(workspace: Workspace, root: string): readonly string[] {
  if (workspace.files.readText(posix.join(root, UNIT_FILE)) === undefined) {
    return workspace.manifests.at(root)?.package === undefined ? [] : [root];
  }
  const { unit, release } = loadProject(workspace, root);
  const gathered = release.units.filter((each) => each !== root).map((each) => loadProject(workspace, each).unit);
  return [...new Set([unit, ...gathered].flatMap((each) => each?.shipped ?? []))].sort();
}
