import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SecretMask } from '@nx-cross/core/publish';

export interface NestedRun {
  readonly workspaceRoot: string;
  /** Names, or patterns of Nx: `directory:apps/cli`. */
  readonly projects: readonly string[];
  readonly targets: readonly string[];
  /** `stream` where absent. */
  readonly outputStyle?: 'static';
  /** On top of what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What nested tasks have no business with. */
export interface Secrets {
  readonly mask: SecretMask;
  /** Variables that they do not get: what a task prints is kept in Nx's cache. */
  readonly withheld: readonly string[];
}

/**
 * Runs tasks in an Nx of its own, so that a front door ends in the very tasks, and cache entries, that everybody else
 * runs. `--skip-nx-cache` and `--verbose` come through by the environment that Nx gives its executors.
 */
export async function runNxTasks(run: NestedRun, secrets?: Secrets): Promise<boolean> {
  const child =
    secrets === undefined
      ? spawnNx(run, { stdio: 'inherit', env: { ...run.env } })
      : // In a stream Nx ends each piece of a task's output as a line, and no mask finds what lies in two of them.
        spawnNx({ ...run, outputStyle: 'static' }, piped(run, secrets));
  const ended = new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode === 0));
  });
  const shown = [showMasked(child.stdout, process.stdout, secrets), showMasked(child.stderr, process.stderr, secrets)];
  const [succeeded] = await Promise.all([ended, ...shown]);
  return succeeded;
}

function piped(run: NestedRun, { withheld }: Secrets): SpawnOptions {
  // It would take a pipe for a reason to show no colours.
  const colours = process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : {};
  const gone = Object.fromEntries(withheld.map((name) => [name, undefined]));
  return { stdio: ['inherit', 'pipe', 'pipe'], env: { ...run.env, ...colours, ...gone } };
}

async function showMasked(from: Readable | null, to: NodeJS.WritableStream, secrets?: Secrets): Promise<void> {
  if (from === null || secrets === undefined) return;
  await pipeline(from, secrets.mask.stream(), to, { end: false });
}

export function spawnNx(run: NestedRun, { env, ...options }: SpawnOptions): ChildProcess {
  const argv = [
    nxProgram(run.workspaceRoot),
    'run-many',
    `--targets=${run.targets.join(',')}`,
    `--projects=${run.projects.join(',')}`,
    `--outputStyle=${run.outputStyle ?? 'stream'}`,
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
