import { example, expectTasks, makeWorkspace } from './workspaces.mjs';

/** Every cached task of the example. */
export const wholeRelease = ['run-many', '--targets=checksum-all,smoke-all', '--outputStyle=static'];

const units = 2;
const stagesOfPlatform = 5; // compile, strip, verify, smoke, package

/** A copy of the example whose every task is in its cache, and how many these are. */
export function primeExample(name, env) {
  const workspace = makeWorkspace(name, { copy: example, env });
  const platforms = JSON.parse(workspace.read('nx.json')).plugins[0].options.platforms.length;
  const tasks = units * platforms * stagesOfPlatform + 1;
  workspace.nx(wholeRelease);
  expectTasks(workspace, { ran: tasks, cached: 0 });
  return { workspace, platforms, tasks, packageTasks: units * platforms };
}
