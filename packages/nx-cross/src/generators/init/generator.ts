import type { GeneratorCallback, Tree } from '@nx/devkit';
import { addDependenciesToPackageJson, formatFiles, logger, readNxJson, runTasksInSerial } from '@nx/devkit';
import type { HostDescription } from '@nx-cross/core/platform';
import { hostPlatform } from '@nx-cross/core/platform';
import { localHost } from '@nx-cross/core/toolchain';
import { PLUGIN_NAME } from '../../graph/plugin-options';
import { ownVersion } from '../../own-version';
import { explainFailures } from '../explain-failures';
import type { PluginOptions } from '../plugin-registration';
import { findRegistration, registerPlugin } from '../plugin-registration';
import { openTree } from '../workspace-tree';
import { ignoreOutputs } from './ignore-outputs';
import type { InitGeneratorSchema } from './schema';

/** Changes nothing that is there already, so that it may run again after an update of the plugin. */
export async function initGenerator(
  tree: Tree,
  options: InitGeneratorSchema,
  host: HostDescription = localHost(),
): Promise<GeneratorCallback> {
  const install =
    options.skipPackageJson === true
      ? () => undefined
      : addDependenciesToPackageJson(
          tree,
          {},
          { [PLUGIN_NAME]: ownVersion },
          undefined,
          options.keepExistingVersions ?? true,
        );
  if (findRegistration(tree) === undefined) register(tree, host);
  ignoreOutputs(openTree(tree));
  if (options.skipFormat !== true) await formatFiles(tree);
  return runTasksInSerial(install, () => logger.info(NEXT));
}

const NEXT = `
Next:
  npx nx g nx-cross:project <crate>          make a crate a release unit
  npx nx g nx-cross:platform <platform>      release for one platform more`;

function register(tree: Tree, host: HostDescription): void {
  const platform = hostPlatform(host);
  const options: PluginOptions = platform === undefined ? {} : { platforms: [platform.friendly] };
  if (platform === undefined) {
    logger.warn(`nx-cross does not know this machine's platform, ${host.architecture} ${host.os}: add one yourself.`);
  }
  // Both are Nx's own ways of saying that plugins which infer targets are not to be registered by themselves.
  if (process.env['NX_ADD_PLUGINS'] !== 'false' && readNxJson(tree)?.useInferencePlugins !== false) {
    registerPlugin(tree, options);
    return;
  }
  const entry = JSON.stringify({ plugin: PLUGIN_NAME, options });
  logger.warn(
    `This workspace does not want plugins to be registered by themselves. Add this to "plugins" in nx.json:\n  ${entry}`,
  );
}

export default (tree: Tree, options: InitGeneratorSchema): Promise<GeneratorCallback> =>
  explainFailures(() => initGenerator(tree, options));
