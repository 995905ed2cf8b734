/** Throwaway workspaces for measuring, and what Nx itself says of a run in them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { repository } from '../repository.mjs';
import { measure } from './measure.mjs';

/** Variables of whoever runs the benchmarks that would decide what a workspace does. */
const scrubbed =
  /^(NX_.*|npm_.*|VERSION|RUSTFLAGS|CARGO_BUILD_.*|CARGO_TARGET_.*|CARGO_ENCODED_RUSTFLAGS|SOURCE_DATE_EPOCH|NODE_OPTIONS|FORCE_COLOR|CI)$/;

const nxProgram = join(repository, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
export const nxCrossProgram = join(repository, 'packages', 'nx-cross', 'dist', 'cli', 'main.js');
export const example = join(repository, 'examples', 'acme');

const disposables = [];

/** Removes every workspace that was made; to be called at the end, however it comes. */
export function disposeAll() {
  for (const dispose of disposables.splice(0).reverse()) dispose();
}

/** Has something undone by {@link disposeAll}. */
export function onDispose(dispose) {
  disposables.push(dispose);
}

/** A folder that {@link disposeAll} removes. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `nx-cross-bench-${name}-`));
  onDispose(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/**
 * A workspace of these files (path → text), on top of a copy of the folder `copy`. It uses the checkout's node_modules,
 * and keeps Nx's cache within itself. `env` is added to the environment of everything that runs in it; `packages` are
 * files of more packages, by path below node_modules.
 */
export function makeWorkspace(name, { copy, files = {}, env = {}, packages = {} }) {
  const root = temporaryFolder(name);
  if (copy !== undefined) cpSync(copy, root, { recursive: true, filter: isSource });
  const workspace = {
    root,
    env: environment(root, env),
    path: (...parts) => join(root, ...parts),
    write: (path, text) => writeInto(join(root, path), text),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    remove: (...paths) => paths.forEach((path) => rmSync(join(root, path), { recursive: true, force: true })),
    measure: (argv, more = {}) => measure(argv, { cwd: root, env: { ...workspace.env, ...more } }),
    nx: (words, more) => workspace.measure(nxCommand(words), more),
    tasks: () => readTasks(root),
  };
  for (const [path, text] of Object.entries({ '.gitignore': 'node_modules\ndist\ntarget\n.nx\n', ...files }))
    workspace.write(path, text);
  linkPackages(join(root, 'node_modules'));
  for (const [path, text] of Object.entries(packages)) workspace.write(join('node_modules', path), text);
  return workspace;
}

/** A folder of its own with links in it, so that a workspace can have packages that the checkout has not. */
function linkPackages(folder) {
  const installed = join(repository, 'node_modules');
  mkdirSync(folder);
  for (const name of readdirSync(installed)) symlinkSync(join(installed, name), join(folder, name));
}

export function nxCommand(words) {
  return [process.execPath, nxProgram, ...words];
}

/** Starts the workspace's daemon, and has it stopped at the end. Gives what must be added to the environment. */
export function startDaemon(workspace) {
  const env = { NX_DAEMON: 'true' };
  const daemon = (word) => {
    const [program, ...words] = nxCommand(['daemon', word]);
    const { status, stderr } = spawnSync(program, words, { cwd: workspace.root, env: { ...workspace.env, ...env } });
    if (status !== 0) throw new Error(`nx daemon ${word}: ${stderr}`);
  };
  daemon('--start');
  onDispose(() => daemon('--stop'));
  return env;
}

/**
 * Checks Nx's own results of the last run: every task succeeded, and as many as told came from a cache or ran. A run that
 * did something else than it was measured for has no figure.
 */
export function expectTasks(workspace, { ran, cached }) {
  const tasks = workspace.tasks();
  const failed = tasks.filter(({ status }) => status !== 0).map(({ taskId }) => taskId);
  if (failed.length > 0) throw new Error(`${failed.join(', ')} failed`);
  const real = tasks.filter(({ noop }) => !noop);
  const counts = { ran: real.filter(({ hit }) => !hit).length, cached: real.filter(({ hit }) => hit).length };
  if (counts.ran === ran && counts.cached === cached) return;
  throw new Error(
    `expected ${ran} tasks to run and ${cached} to come from the cache; Nx tells of ${counts.ran} and ${counts.cached}`,
  );
}

/** What Nx wrote down of the last run's tasks. */
function readTasks(root) {
  const { tasks } = JSON.parse(readFileSync(join(root, '.nx', 'cache', 'run.json'), 'utf8'));
  return tasks.map(({ taskId, target, cacheStatus, status, startTime, endTime }) => ({
    taskId,
    status,
    hit: cacheStatus !== 'cache-miss',
    // The aggregates do nothing and are never cached.
    noop: /-all(--|$)/.test(target) && !target.startsWith('checksum'),
    seconds: (Date.parse(endTime) - Date.parse(startTime)) / 1000,
  }));
}

function environment(root, more) {
  const own = Object.entries(process.env).filter(([name]) => !scrubbed.test(name));
  return {
    ...Object.fromEntries(own),
    NX_DAEMON: 'false',
    // From Nx 24 on, the cache of a repository is shared by its checkouts, in the home folder.
    NX_CACHE_DIRECTORY: join(root, '.nx', 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx', 'workspace-data'),
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NO_COLOR: '1',
    ...more,
  };
}

function writeInto(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function isSource(path) {
  return !/\/(node_modules|target|dist|\.nx|published)(\/|$)/.test(path);
}
