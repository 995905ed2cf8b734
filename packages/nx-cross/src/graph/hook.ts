import { spawnSync } from 'node:child_process';
import type { PreTasksExecution } from '@nx/devkit';
import { readCachedProjectGraph } from '@nx/devkit';
import { Failures } from '@nx-cross/core';
import type { CommandLine } from './command-line';
import { parseCommandLine } from './command-line';
import { readableError } from './readable-error';
import { findRequestMistakes } from './request-mistakes';

/**
 * Runs before the task graph is made and hashed; what it writes to `process.env` reaches Nx, the hashes and the
 * executors. `NX_CROSS_TARGET` is always written: a daemon would keep the last command's. What it throws ends the
 * command before a task has run.
 */
export const preTasksExecution: PreTasksExecution = (_options, { argv, workspaceRoot }) => {
  const line = parseCommandLine(argv);
  refuseMistakes(line);
  const { target, releaseVersion } = line;
  process.env['NX_CROSS_TARGET'] = target ?? '';
  if (releaseVersion !== undefined) process.env['NX_CROSS_VERSION'] = releaseVersion;
  const commit = readCommit(workspaceRoot);
  process.env['NX_CROSS_COMMIT'] = commit?.id ?? '';
  process.env['NX_CROSS_COMMIT_TIME'] = commit?.time ?? '';
};

function refuseMistakes(line: CommandLine): void {
  if (line.request === undefined) return;
  // Nx has just written it; reading it costs a millisecond where making it costs a second.
  const nodes = Object.entries(readCachedProjectGraph().nodes);
  const mistakes = findRequestMistakes(
    line,
    Object.fromEntries(nodes.map(([name, { data }]) => [name, data.targets ?? {}])),
  );
  if (mistakes.length > 0) throw readableError(new Failures(mistakes));
}

/** The commit that is checked out and its time in seconds since 1970, for units that bake them in. */
function readCommit(workspaceRoot: string): { readonly id: string; readonly time: string } | undefined {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%H %ct'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
  const [id, time] = status === 0 ? stdout.trim().split(' ') : [];
  return id === undefined || time === undefined ? undefined : { id, time };
}
