import { spawnSync } from 'node:child_process';
import type { RunGit } from '@nx-cross/core/release';

/** The machine's git, in the workspace. */
export function gitIn(workspaceRoot: string): RunGit {
  return (argv) => {
    const { status, stdout } = spawnSync('git', argv, { cwd: workspaceRoot, encoding: 'utf8', maxBuffer: 1 << 28 });
    return status === 0 ? stdout : undefined;
  };
}
