import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { Failure, Failures } from '@nx-cross/core';
import type { Workspace } from '@nx-cross/core/workspace';
import { rememberProjects } from './known-projects';
import { openLocalWorkspace } from './plugin-options';
import { buildModel, unitFilesOf } from './workspace-model';

/** As a type only: to load Nx's kit for one word takes each command a tenth of a second. */
const IMPLICIT = 'implicit' as DependencyType.implicit;

/**
 * Path dependencies between crates, unit → crates that it ships, release → units. By root and not by name, since any
 * plugin may have named a project. Without the edges to units `nx affected` would not select a release.
 */
export const createDependencies: CreateDependencies = (options, context) => {
  rememberProjects(context.projects);
  const nameAt = new Map(Object.entries(context.projects).map(([name, { root }]) => [root, name]));
  const workspace = openIfRight(context.workspaceRoot, options);
  if (workspace === undefined) return [];
  const model = buildModel(workspace, unitFilesOf(workspace, Object.values(context.projects)));
  const edges = [
    ...model.projects.flatMap(({ root, unit }) =>
      (unit?.edges ?? []).concat((unit?.shipped ?? []).map((to) => ({ from: root, to }))),
    ),
    ...model.releases.flatMap(({ root, units }) => units.map(({ projectRoot }) => ({ from: root, to: projectRoot }))),
  ];
  const dependencies = new Map<string, RawProjectGraphDependency>();
  for (const { from, to } of edges) {
    const source = nameAt.get(from);
    const target = nameAt.get(to);
    if (source === undefined || target === undefined || source === target) continue;
    dependencies.set(`${source}\n${target}`, { source, target, type: IMPLICIT });
  }
  return [...dependencies.values()];
};

/** `undefined` where nx.json's options are wrong: `createNodes` has told of each mistake, and Nx prints both. */
function openIfRight(root: string, options: unknown): Workspace | undefined {
  try {
    return openLocalWorkspace(root, options);
  } catch (error) {
    if (error instanceof Failure || error instanceof Failures) return undefined;
    throw error;
  }
}
