import type { NxJsonConfiguration } from '@nx/devkit';
import type { Machine } from '@nx-cross/core/build';
import { openMachine } from '@nx-cross/core/build';
import { hostPlatform } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import { localHost } from '@nx-cross/core/toolchain';
import type { Workspace } from '@nx-cross/core/workspace';
import { openWorkspace } from '@nx-cross/core/workspace';

export const PLUGIN_NAME = 'nx-cross';

/** The plugin's options as nx.json has them; `undefined` where it is listed by its bare name, or not at all. */
export function readPluginOptions(nxJson: Pick<NxJsonConfiguration, 'plugins'>): unknown {
  const entry = nxJson.plugins?.find((plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN_NAME);
  return typeof entry === 'object' ? entry.options : undefined;
}

/** The workspace as this machine sees it. */
export function openLocalWorkspace(root: string, pluginOptions: unknown): Workspace {
  return openWorkspace(root, pluginOptions, hostPlatform(localHost()));
}

/**
 * This machine for what the workspace asks of it; what takes long is told on standard error.
 *
 * @param limit The most that is pulled. `missing` where tasks run that have been hashed: an image that is there is taken as
 *   it is, another one would be in no hash. `never` for whoever only looks.
 */
export function machineOf({ files, container }: Workspace, host: Host, limit?: 'missing' | 'never'): Machine {
  const pull = container.pull === 'never' ? 'never' : (limit ?? container.pull);
  const asked = { workspaceRoot: files.root, host, containers: container };
  return openMachine(asked, pull, (line) => process.stderr.write(`${line}\n`));
}
