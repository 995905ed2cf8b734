import { spawnSync } from 'node:child_process';
import type { PreTasksExecution } from '@nx/devkit';
import { parseCommandLine } from './command-line';

/**
 * Runs before the task graph is made and hashed; what it writes to `process.env` reaches Nx, the hashes and the
 * executors. `NX_CROSS_TARGET` is always written: a daemon would keep the last command's.
 */
export const preTasksExecution: PreTasksExecution = (_options, { argv, workspaceRoot }) => {
  const { target, releaseVersion } = parseCommandLine(argv);
  process.env['NX_CROSS_TARGET'] = target ?? '';
  if (releaseVersion !== undefined) process.env['NX_CROSS_VERSION'] = releaseVersion;
  const commit = readCommit(workspaceRoot);
  process.env['NX_CROSS_COMMIT'] = commit?.id ?? '';
  process.env['NX_CROSS_COMMIT_TIME'] = commit?.time ?? '';
};

/** The commit that is checked out and its time in seconds since 1970, for units that bake them in. */
function readCommit(workspaceRoot: string): { readonly id: string; readonly time: string } | undefined {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%H %ct'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
  const [id, time] = status === 0 ? stdout.trim().split(' ') : [];
  return id === undefined || time === undefined ? undefined : { id, time };
}
