import { posix } from 'node:path';
import { parseJson } from '@nx/devkit';
import { appendJson, setJson } from '@nx-cross/core';
import type { UnitFile } from '@nx-cross/core/unit';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import type { WorkspaceTree } from '../workspace-tree';
import { planTargetNames, readOwnTargets, RELEASE_TARGETS } from './own-targets';
import { parseFolder } from './parse-folder';
import { renderUnitFile, schemaPath } from './unit-file';

export interface ReleaseFile {
  readonly text: string;
  /** Our targets that got another name: the project has its own of that name. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** A release's `nx-cross.json` with one unit more; a file that is not there yet is begun. */
export function planReleaseFile(workspace: WorkspaceTree, folder: string, unit: string): ReleaseFile {
  const text = workspace.readText(posix.join(folder, UNIT_FILE)) ?? renderUnitFile({ $schema: schemaPath(folder) });
  const file = parseJson<UnitFile>(text);
  const names = Object.entries(planTargetNames(readOwnTargets(workspace, folder), RELEASE_TARGETS));
  const renamed = names.filter(([kind]) => file.targets?.[kind] === undefined);
  const gathered = addUnit(workspace, folder, unit, text);
  return {
    text: renamed.reduce((edited, [kind, name]) => setJson(edited, ['targets', kind], name), gathered),
    renamed: Object.fromEntries(renamed),
  };
}

function addUnit(workspace: WorkspaceTree, folder: string, unit: string, text: string): string {
  const units = parseJson<UnitFile>(text).release?.units;
  if (units === undefined) {
    const own = isUnit(workspace, folder) ? [folder] : [];
    return own.includes(unit) ? text : setJson(text, ['release', 'units'], [...own, unit]);
  }
  return units.map(parseFolder).includes(unit) ? text : appendJson(text, ['release', 'units'], unit);
}

/** A unit that was a release of its own stays in the one that it now shares with others. */
function isUnit({ readText, manifests }: WorkspaceTree, folder: string): boolean {
  const text = readText(posix.join(folder, UNIT_FILE));
  if (text === undefined) return false;
  return parseJson<UnitFile>(text).crates !== undefined || manifests.at(folder)?.package !== undefined;
}
