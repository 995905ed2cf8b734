import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJson } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { LoadedProject, Workspace } from '@nx-cross/core/workspace';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import { openLocalWorkspace, readPluginOptions } from '../graph/plugin-options';
import { buildModel } from '../graph/workspace-model';

/** The workspace around a folder, read without Nx: its commands must answer where Nx itself would not start. */
export interface FoundWorkspace {
  /** Absolute. */
  readonly root: string;
  readonly workspace: Workspace;
  readonly projects: readonly LoadedProject[];
}

export async function findWorkspace(from: string): Promise<FoundWorkspace> {
  const root = findRoot(from);
  const nxJson = parseJson<Parameters<typeof readPluginOptions>[0]>(readFileSync(join(root, 'nx.json'), 'utf8'));
  const workspace = openLocalWorkspace(root, readPluginOptions(nxJson));
  const { default: glob } = await import('fast-glob');
  const files = await glob(`**/${UNIT_FILE}`, { cwd: root, ignore: ['**/{node_modules,target,dist,.nx,.git}/**'] });
  const model = buildModel(workspace, files.sort());
  for (const [, error] of model.failures) throw error;
  return { root, workspace, projects: model.projects };
}

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new Failure('config-unreadable', {
    message: 'There is no nx.json here or in a folder above.',
    hint: 'Run this inside an Nx workspace.',
  });
}
