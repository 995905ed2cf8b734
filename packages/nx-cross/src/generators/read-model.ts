import { posix } from 'node:path';
import type { Platform } from '@nx-cross/core/platform';
import { UNIT_FILE, workspaceOf } from '@nx-cross/core/workspace';
import type { WorkspaceModel } from '../graph/workspace-model';
import { buildModel } from '../graph/workspace-model';
import { requireRegistration } from './plugin-registration';
import type { WorkspaceTree } from './workspace-tree';
import { findFolders } from './workspace-tree';

/**
 * Units and releases of a generator's tree.
 *
 * @param host The machine that builds: whoever writes a file for all machines does not ask its own.
 * Failures: `config-invalid` without the plugin, and the first of the files.
 */
export function readModel(workspace: WorkspaceTree, host?: Platform): WorkspaceModel {
  const { options } = requireRegistration(workspace.tree);
  const files = { root: workspace.tree.root, readText: workspace.readText, list: workspace.list };
  const unitFiles = findFolders(workspace, UNIT_FILE).map((folder) => posix.join(folder, UNIT_FILE));
  const model = buildModel(workspaceOf(files, options, host), unitFiles);
  for (const [, error] of model.failures) throw error;
  return model;
}
