import { posix } from 'node:path';
import { Failure, Failures } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import type { LoadedProject, LoadedUnit, Workspace } from '@nx-cross/core/workspace';
import { loadProject, UNIT_FILE } from '@nx-cross/core/workspace';
import type { ReleaseMembers } from './release-targets';

/** Every `nx-cross.json` of a workspace, and how they belong together. */
export interface WorkspaceModel {
  readonly projects: readonly LoadedProject[];
  readonly releases: readonly ReleaseMembers[];
  /** What went wrong, by file; the rest of the model stands without these. */
  readonly failures: readonly (readonly [file: string, error: Error])[];
}

/** The projects' `nx-cross.json` files, as Nx knows the projects. */
export function unitFilesOf({ files }: Workspace, projects: readonly { readonly root: string }[]): string[] {
  const paths = projects.map(({ root }) => posix.join(root, UNIT_FILE)).sort();
  return paths.filter((path) => files.readText(path) !== undefined);
}

export function buildModel(workspace: Workspace, unitFiles: readonly string[]): WorkspaceModel {
  const failures: [string, Error][] = [];
  const projects = unitFiles.flatMap((file) =>
    attempt(file, failures, () => [loadProject(workspace, posix.dirname(file))]),
  );
  const byRoot = new Map(projects.map((project) => [project.root, project]));
  const owners = projects.filter(
    (project) => project.file.release?.units !== undefined || !isGathered(project, projects),
  );
  const releases = owners.flatMap((owner) =>
    attempt(posix.join(owner.root, UNIT_FILE), failures, () => [
      {
        root: owner.root,
        file: owner.file,
        options: owner.release,
        units: owner.release.units.map((root) => requireUnit(root, owner, byRoot)),
        groups: groupsOf(workspace),
        releases: owners.length,
      },
    ]),
  );
  return { projects, releases, failures };
}

/** Whether another project's release has this unit among its own. */
function isGathered(project: LoadedProject, projects: readonly LoadedProject[]): boolean {
  return projects.some((other) => other !== project && (other.file.release?.units?.includes(project.root) ?? false));
}

function requireUnit(root: string, owner: LoadedProject, byRoot: ReadonlyMap<string, LoadedProject>): LoadedUnit {
  const unit = byRoot.get(root)?.unit;
  if (unit !== undefined) return unit;
  const known = [...byRoot.values()].flatMap((project) => (project.unit === undefined ? [] : [project.root]));
  throw new Failure('release-gap', {
    message: `\`release.units\` names ${JSON.stringify(root)}, where there is no release unit.`,
    hint: `The workspace's units are at: ${known.sort().join(', ')}.`,
    place: { file: posix.join(owner.root, UNIT_FILE) },
  });
}

/** The workspace's groups, each with its platforms. */
export function groupsOf(workspace: Workspace): ReadonlyMap<string, readonly Platform[]> {
  return new Map(
    Object.entries(workspace.groups).map(([group, ids]) => [
      group,
      workspace.platforms.map(({ platform }) => platform).filter(({ id }) => ids.includes(id)),
    ]),
  );
}

/** The groups as far as a unit ships for their platforms; one without any is no group of the unit. */
export function groupsOfUnit(workspace: Workspace, unit: LoadedUnit): ReadonlyMap<string, readonly Platform[]> {
  const own = new Set(unit.platforms.map(({ id }) => id));
  const cut = [...groupsOf(workspace)].map(
    ([group, platforms]) => [group, platforms.filter(({ id }) => own.has(id))] as const,
  );
  return new Map(cut.filter(([, platforms]) => platforms.length > 0));
}

function attempt<T>(file: string, failures: [string, Error][], work: () => T[]): T[] {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof Failures)) throw error;
    failures.push([file, error]);
    return [];
  }
}
