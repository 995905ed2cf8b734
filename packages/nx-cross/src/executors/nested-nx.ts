import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface NestedRun {
  readonly workspaceRoot: string;
  /** Names, or patterns of Nx: `directory:apps/cli`. */
  readonly projects: readonly string[];
  readonly targets: readonly string[];
  /** On top of what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs tasks in an Nx of its own, so that a front door ends in the very tasks, and cache entries, that everybody else
 * runs. `--skip-nx-cache` and `--verbose` come through by the environment that Nx gives its executors.
 */
export function runNxTasks(run: NestedRun): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawnNx(run, { stdio: 'inherit', ...(run.env === undefined ? {} : { env: run.env }) });
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode === 0));
  });
}

export function spawnNx(run: NestedRun, { env, ...options }: SpawnOptions): ChildProcess {
  const argv = [
    nxProgram(run.workspaceRoot),
    'run-many',
    `--targets=${run.targets.join(',')}`,
    `--projects=${run.projects.join(',')}`,
    '--outputStyle=stream',
  ];
  return spawn(process.execPath, argv, {
    ...options,
    cwd: run.workspaceRoot,
    env: { ...nestedEnvironment(process.env), ...env },
  });
}

/**
 * Nx counts a task that two nested runs of one root both start as an endless loop, though two front doors may share
 * a platform's task (`nx run-many -t cross-compile package`): each nested run is a root of its own.
 * The variables of the outer task would be taken for the inner ones', and what the hook writes it writes again.
 */
function nestedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const outer =
    /^(NX_INVOCATION_ROOT_PID|NX_TASK_.*|NX_TERMINAL_.*|NX_STREAM_OUTPUT|NX_FORKED_TASK_EXECUTOR|LERNA_PACKAGE_NAME|NX_CROSS_TARGET|NX_CROSS_STARTED|NX_CROSS_TOOLCHAIN_.*)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outer.test(name)));
}

/** The workspace's own Nx, whatever its version: `bin` of its package.json, which moved in Nx 23. */
function nxProgram(workspaceRoot: string): string {
  const manifest = createRequire(join(workspaceRoot, 'package.json')).resolve('nx/package.json');
  const { bin } = createRequire(manifest)(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin['nx'] ?? 'bin/nx.js');
}
