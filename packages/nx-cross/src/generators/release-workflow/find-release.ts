import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { getProjects } from '@nx/devkit';
import { Failure, nearestNames, renderNearest } from '@nx-cross/core';
import type { ReleaseMembers } from '../../graph/release-targets';
import { readModel } from '../read-model';
import type { WorkspaceTree } from '../workspace-tree';
import { LINUX_PLATFORM } from './machines';
import type { Member } from './plan-jobs';

/** A release with what Nx calls its projects. */
export interface FoundRelease {
  readonly release: ReleaseMembers;
  readonly project: string;
  readonly members: readonly Member[];
}

/**
 * The release of a project, by its name or folder; the workspace's one where none is asked for.
 * Failures: `config-invalid` where it is unknown or one of several, and those of the files.
 */
export function findRelease(workspace: WorkspaceTree, asked: string | undefined): FoundRelease {
  const { releases } = readModel(workspace, LINUX_PLATFORM);
  const named = releases.map((release) => ({ release, project: nameOf(workspace.tree, release) }));
  const found = asked === undefined ? named : named.filter((each) => isNamed(each, asked));
  const [only, other] = found;
  if (only === undefined || other !== undefined) throw unclear(asked, named.map(({ project }) => project).sort());
  const members = only.release.units.map((unit) => ({
    unit,
    project: nameAt(workspace.tree, unit.projectRoot) ?? unit.name,
  }));
  return { ...only, members };
}

function isNamed({ release, project }: Omit<FoundRelease, 'members'>, asked: string): boolean {
  return project === asked || release.root === posix.normalize(asked).replace(/(.)\/$/, '$1');
}

/** As Nx calls it; where it does not know it yet, as nx-cross will have it called. */
function nameOf(tree: Tree, { root, options, units }: ReleaseMembers): string {
  return nameAt(tree, root) ?? units.find((unit) => unit.projectRoot === root)?.name ?? options.name;
}

function nameAt(tree: Tree, root: string): string | undefined {
  return [...getProjects(tree)].find(([, project]) => project.root === root)?.[0];
}

function unclear(asked: string | undefined, known: readonly string[]): Failure {
  const all = known.length === 0 ? 'npx nx g nx-cross:project <crate>' : `the releases are ${known.join(', ')}`;
  if (asked !== undefined) {
    return new Failure('config-invalid', {
      message: `there is no release ${JSON.stringify(asked)}`,
      hint: renderNearest(nearestNames(asked, known)) ?? all,
    });
  }
  return new Failure('config-invalid', {
    message: known.length === 0 ? 'the workspace has no release' : 'the workspace has several releases',
    hint: known.length === 0 ? all : `name one: npx nx g nx-cross:release-workflow ${known[0] ?? ''}`,
  });
}
