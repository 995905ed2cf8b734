import type { NxJsonConfiguration } from '@nx/devkit';
import { hostPlatform } from '@nx-cross/core/platform';
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
