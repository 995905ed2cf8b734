import { spawnSync } from 'node:child_process';
import type { RunGit } from './checkout';

/** The machine's git, in a folder. */
export function gitIn(folder: string): RunGit {
  return (argv) => {
    const { status, stdout } = spawnSync('git', argv, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    return status === 0 ? stdout : undefined;
  };
}
