import { join } from 'node:path';
import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import { selectProxies } from '@nx-cross/core/cargo';
import type { Recipe } from '@nx-cross/core/container';
import { abortOnSignal, ensureBuilt, findEngine, localPlaces, readRecipe, recipeTag } from '@nx-cross/core/container';
import { localHost } from '@nx-cross/core/toolchain';
import type { Workspace } from '@nx-cross/core/workspace';
import { openLocalWorkspace, readPluginOptions } from '../../graph/plugin-options';
import { reportFailures, say } from '../report';
import type { BuilderImageSchema } from './schema';

const runExecutor: PromiseExecutor<BuilderImageSchema> = ({ name }, context) =>
  reportFailures(async () => {
    const workspace = openLocalWorkspace(context.root, readPluginOptions(context.nxJsonConfiguration));
    const recipe = requireRecipe(context);
    const tag = recipeTag(name, recipe.digest);
    requireNamed(tag, workspace);
    const host = localHost();
    const places = localPlaces(host);
    const { engine } = await findEngine(workspace.container.engine, places);
    const { network, pull } = workspace.container;
    const proxies = selectProxies(host.env);
    const { built } = await abortOnSignal((signal) =>
      ensureBuilt(engine, recipe, tag, { host, places, network, pull, proxies, signal, onLine: say }),
    );
    say(built ? `built ${tag}` : `${tag} is there already`);
  });

function requireRecipe({ root, projectName = '', projectsConfigurations }: ExecutorContext): Recipe {
  const folder = projectsConfigurations.projects[projectName]?.root ?? '.';
  const recipe = readRecipe(join(root, folder));
  if (recipe.files.includes('Dockerfile')) return recipe;
  throw new Failure('config-unreadable', {
    message: `there is no Dockerfile in ${folder}`,
    hint: 'npx nx g nx-cross:builder-image',
  });
}

/** An image that no build takes is not built: the recipe was changed by hand, and nx.json names that of before. */
function requireNamed(tag: string, { platforms, container }: Workspace): void {
  if (platforms.some(({ platform }) => container.imagesFor(platform).includes(tag))) return;
  throw new Failure('config-invalid', {
    message: `no platform is compiled in ${tag}, the image of the recipe as it is now`,
    hint: 'npx nx g nx-cross:builder-image writes its name there',
    place: { file: 'nx.json' },
  });
}

export default runExecutor;
