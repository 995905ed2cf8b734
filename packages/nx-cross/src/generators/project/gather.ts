import { posix } from 'node:path';
import { parseJson } from '@nx/devkit';
import { appendJson, setJson } from '@nx-cross/core';
import type { WorkspaceOptions } from '@nx-cross/core/platform';
import type { UnitFile } from '@nx-cross/core/unit';
import { parseUnitFile } from '@nx-cross/core/unit';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import type { WorkspaceTree } from '../workspace-tree';
import { findFolders } from '../workspace-tree';
import { planTargetNames, readOwnTargets, RELEASE_TARGETS } from './own-targets';
import { parseFolder } from './parse-folder';
import { renderUnitFile, schemaPath } from './unit-file';

/** An `nx-cross.json` that is to be written. */
export interface PlannedFile {
  readonly folder: string;
  readonly text: string;
  /** Our targets that got another name: the project has its own of that name. */
  readonly renamed: NonNullable<UnitFile['targets']>;
}

export interface NewUnit {
  readonly root: string;
  readonly name: string;
}

/**
 * A release's `nx-cross.json` with one unit more; a file that is not there yet is begun.
 * Failures: those of {@link parseUnitFile}, with their places in the file as it is.
 */
export function planReleaseFile(
  workspace: WorkspaceTree,
  folder: string,
  unit: NewUnit,
  options: WorkspaceOptions,
): PlannedFile {
  const path = posix.join(folder, UNIT_FILE);
  const text = workspace.readText(path) ?? renderUnitFile({ $schema: schemaPath(folder) });
  const file = parseUnitFile(text, path, options);
  const names = Object.entries(planTargetNames(readOwnTargets(workspace, folder), RELEASE_TARGETS));
  const renamed = names.filter(([kind]) => file.targets?.[kind] === undefined);
  const gathered = addUnit(workspace, folder, unit, { text, file });
  return {
    folder,
    text: renamed.reduce((edited, [kind, name]) => setJson(edited, ['targets', kind], name), gathered),
    renamed: Object.fromEntries(renamed),
  };
}

function addUnit(
  workspace: WorkspaceTree,
  folder: string,
  unit: NewUnit,
  { text, file }: { readonly text: string; readonly file: UnitFile },
): string {
  const { name, units } = file.release ?? {};
  if (units !== undefined) {
    return units.map(parseFolder).includes(unit.root) ? text : appendJson(text, ['release', 'units'], unit.root);
  }
  if (isUnit(workspace, folder, file)) return setJson(text, ['release', 'units'], [folder, unit.root]);
  const needed = folder === '.' && name === undefined ? releaseName(workspace, unit) : undefined;
  const named = needed === undefined ? text : setJson(text, ['release', 'name'], needed);
  return setJson(named, ['release', 'units'], [unit.root]);
}

/**
 * The workspace's own name for a release at its root: without one it would be called after the folder of the checkout,
 * which is another on each machine. Not a unit's name: of two projects with one name Nx makes no graph at all.
 */
function releaseName(workspace: WorkspaceTree, unit: NewUnit): string | undefined {
  const { name } = parseJson<{ name?: string }>(workspace.readText('package.json') ?? '{}');
  const bare = name?.replace(/^@[^/]*\//, '');
  const units = findFolders(workspace, UNIT_FILE).map((folder) => {
    const file = parseJson<UnitFile>(workspace.readText(posix.join(folder, UNIT_FILE)) ?? '{}');
    return file.name ?? workspace.manifests.at(folder)?.package?.name;
  });
  return bare !== undefined && [unit.name, ...units].includes(bare) ? `${bare}-release` : bare;
}

/** A unit that was a release of its own stays in the one that it now shares with others. */
function isUnit({ readText, manifests }: WorkspaceTree, folder: string, file: UnitFile): boolean {
  if (readText(posix.join(folder, UNIT_FILE)) === undefined) return false;
  return file.crates !== undefined || manifests.at(folder)?.package !== undefined;
}
