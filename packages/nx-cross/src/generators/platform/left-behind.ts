import { posix } from 'node:path';
import { Failure, Failures } from '@nx-cross/core';
import { parseWorkspaceOptions } from '@nx-cross/core/platform';
import type { UnitFile } from '@nx-cross/core/unit';
import { parseUnitFile } from '@nx-cross/core/unit';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import type { PluginOptions } from '../plugin-registration';
import { NX_JSON } from '../plugin-registration';
import type { WorkspaceTree } from '../workspace-tree';
import { findFolders } from '../workspace-tree';

/** A place in a unit's file that names what the workspace has no longer. */
export interface LeftBehind {
  readonly file: string;
  /** `overrides["linux-aarch64"]`. */
  readonly place: string;
}

/**
 * Where the workspace's units name one of these platforms or groups, exactly and not by a glob.
 *
 * @param before The options with which the files were right.
 */
export function findLeftBehind(
  workspace: WorkspaceTree,
  before: PluginOptions,
  names: ReadonlySet<string>,
): LeftBehind[] {
  const options = parseWorkspaceOptions(before, { file: NX_JSON, readText: workspace.readText });
  return findFolders(workspace, UNIT_FILE).flatMap((folder) => {
    const file = posix.join(folder, UNIT_FILE);
    try {
      return placesOf(parseUnitFile(workspace.readText(file) ?? '', file, options), names).map((place) => ({
        file,
        place,
      }));
    } catch (error) {
      // The graph tells what is wrong with it.
      if (error instanceof Failure || error instanceof Failures) return [];
      throw error;
    }
  });
}

function placesOf(unit: UnitFile, names: ReadonlySet<string>): string[] {
  const isNamed = (pattern: string) => pattern.split(',').some((part) => names.has(part.trim()));
  const lists = { exclude: unit.exclude ?? [], 'smoke.required': unit.smoke?.required ?? [] };
  return [
    ...Object.keys(unit.overrides ?? {})
      .filter(isNamed)
      .map((pattern) => `overrides[${JSON.stringify(pattern)}]`),
    ...Object.entries(lists).flatMap(([place, patterns]) =>
      patterns.filter(isNamed).map((pattern) => `${place}: ${JSON.stringify(pattern)}`),
    ),
  ];
}
