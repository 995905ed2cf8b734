import { posix } from 'node:path';
import { parseJson } from '@nx/devkit';
import { appendJson, setJson } from '@nx-cross/core';
import type { UnitFile } from '@nx-cross/core/unit';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import type { WorkspaceTree } from '../workspace-tree';
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

/** A release's `nx-cross.json` with one unit more; a file that is not there yet is begun. */
export function planReleaseFile(workspace: WorkspaceTree, folder: string, unit: string): PlannedFile {
  const text = workspace.readText(posix.join(folder, UNIT_FILE)) ?? renderUnitFile({ $schema: schemaPath(folder) });
  const file = parseJson<UnitFile>(text);
  const names = Object.entries(planTargetNames(readOwnTargets(workspace, folder), RELEASE_TARGETS));
  const renamed = names.filter(([kind]) => file.targets?.[kind] === undefined);
  const gathered = addUnit(workspace, folder, unit, text);
  return {
    folder,
    text: renamed.reduce((edited, [kind, name]) => setJson(edited, ['targets', kind], name), gathered),
    renamed: Object.fromEntries(renamed),
  };
}

function addUnit(workspace: WorkspaceTree, folder: string, unit: string, text: string): string {
  const { name, units } = parseJson<UnitFile>(text).release ?? {};
  if (units !== undefined) {
    return units.map(parseFolder).includes(unit) ? text : appendJson(text, ['release', 'units'], unit);
  }
  if (isUnit(workspace, folder)) return setJson(text, ['release', 'units'], [folder, unit]);
  const needed = folder === '.' && name === undefined ? workspaceName(workspace) : undefined;
  const named = needed === undefined ? text : setJson(text, ['release', 'name'], needed);
  return setJson(named, ['release', 'units'], [unit]);
}

/** A release at the root would be called after the folder of the checkout, which is another one on each machine. */
function workspaceName({ readText }: WorkspaceTree): string | undefined {
  const { name } = parseJson<{ name?: string }>(readText('package.json') ?? '{}');
  return name?.replace(/^@[^/]*\//, '');
}

/** A unit that was a release of its own stays in the one that it now shares with others. */
function isUnit({ readText, manifests }: WorkspaceTree, folder: string): boolean {
  const text = readText(posix.join(folder, UNIT_FILE));
  if (text === undefined) return false;
  return parseJson<UnitFile>(text).crates !== undefined || manifests.at(folder)?.package !== undefined;
}
