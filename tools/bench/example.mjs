/** Copies of the repository's example, to be released again and again. */
import { example, expectTasks, makeWorkspace } from './workspaces.mjs';

export const units = ['acme-cli', 'acme-server'];

/** Every cached task of the example. */
export const wholeRelease = ['run-many', '--targets=checksum-all,smoke-all', '--outputStyle=static'];

const stagesOfPlatform = 5; // compile, strip, verify, smoke, package

/** A copy and the platforms that it is released for: the example's own, or those of `only`. */
export function copyExample(name, { env, only }) {
  const workspace = makeWorkspace(name, { copy: example, env });
  const nxJson = JSON.parse(workspace.read('nx.json'));
  const { options } = nxJson.plugins[0];
  if (only !== undefined) {
    options.platforms = only;
    options.groups = {};
    workspace.write('nx.json', JSON.stringify(nxJson));
  }
  return { workspace, platforms: options.platforms };
}

/** A copy whose every task is in its cache, and how many these are. */
export function primeExample(name, settings) {
  const { workspace, platforms } = copyExample(name, settings);
  const packageTasks = units.length * platforms.length;
  const tasks = packageTasks * stagesOfPlatform + 1;
  workspace.nx(wholeRelease);
  expectTasks(workspace, { ran: tasks, cached: 0 });
  return { workspace, tasks, packageTasks };
}
