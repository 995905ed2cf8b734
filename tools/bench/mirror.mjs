/**
 * The same tasks without nx-cross: a workspace whose projects, targets and dependencies are those of another one's run,
 * and whose tasks do nothing. What Nx takes for it is Nx's own cost.
 */
import { rmSync } from 'node:fs';
import { makeWorkspace, nxCommand } from './workspaces.mjs';

/** `true`, run as Nx runs any command: in its own process, with a shell for each. */
export const trueCommand = { executor: 'nx:run-commands', options: { command: 'true' } };

/** An executor that does nothing: Nx starts a process for each task of an executor, as for nx-cross's. */
export const emptyExecutor = { executor: './tools/empty:empty' };

const emptyExecutorFiles = {
  'tools/empty/package.json': '{ "name": "empty", "version": "1.0.0", "executors": "./executors.json" }\n',
  'tools/empty/executors.json':
    '{ "executors": { "empty": { "implementation": "./empty.cjs", "schema": "./schema.json" } } }\n',
  'tools/empty/empty.cjs': 'exports.default = async () => ({ success: true });\n',
  'tools/empty/schema.json': '{ "version": 2, "type": "object", "properties": {} }\n',
};

/** A package like nx-cross, since for a plugin within the workspace Nx starts two processes more. */
export const idlePlugin = {
  'idle/package.json': '{ "name": "idle", "version": "1.0.0", "main": "idle.cjs" }\n',
  'idle/idle.cjs': `exports.createNodes = exports.createNodesV2 = ['**/{nx-cross.json,Cargo.toml}', () => []];
exports.createDependencies = () => [];
exports.preTasksExecution = async () => ({});
`,
};

/**
 * @param words What is run: `run-many --targets=…`.
 * @param work What each task is: `trueCommand` or `emptyExecutor`.
 * @param readsReadme Which targets an edit of the workspace's README must run again.
 * @param idle Whether it has a plugin with the hooks of nx-cross, none of which does anything.
 */
export function mirrorWorkspace(name, original, words, { work, readsReadme = () => false, idle = false }) {
  const { tasks, dependencies } = readTaskGraph(original, words);
  const projects = new Map();
  for (const { id, target } of Object.values(tasks)) {
    const targets = projects.get(target.project) ?? {};
    projects.set(target.project, { ...targets, [target.target]: mirrorTarget(target.target, dependencies[id]) });
  }
  const files = [...projects].map(([project, targets]) => [
    `projects/${project}/project.json`,
    JSON.stringify({ name: project, targets }),
  ]);
  return makeWorkspace(name, {
    files: {
      'nx.json': JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins: idle ? ['idle'] : [] }),
      'README.md': '',
      ...emptyExecutorFiles,
      ...Object.fromEntries(files),
    },
    packages: idlePlugin,
  });

  function mirrorTarget(target, before) {
    const dependsOn = before.map((id) => {
      const [project, name] = id.split(':');
      return { projects: [project], target: name };
    });
    if (isAggregate(target)) return { executor: 'nx:noop', dependsOn };
    const readme = readsReadme(target) ? ['{workspaceRoot}/README.md'] : [];
    return { ...work, cache: true, dependsOn, inputs: ['{projectRoot}/project.json', ...readme] };
  }
}

export function isAggregate(target) {
  return /-all(--|$)/.test(target) && !target.startsWith('checksum');
}

function readTaskGraph(workspace, words) {
  workspace.measure([...nxCommand(words), '--graph=tasks.json']);
  const graph = JSON.parse(workspace.read('tasks.json'));
  rmSync(workspace.path('tasks.json'));
  return graph.tasks;
}
