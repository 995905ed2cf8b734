/** CPU time and memory of single tasks: see usage-of-executors.cjs. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const preload = fileURLToPath(new URL('usage-of-executors.cjs', import.meta.url));

/** The variables that make the executors of a workspace write down what they take. */
export function watchExecutors(workspace) {
  return { NODE_OPTIONS: `--require=${preload}`, NX_CROSS_BENCH_USAGE: logOf(workspace) };
}

/** What the executors wrote down since the last call, one a task that ran. */
export function readExecutors(workspace) {
  const log = logOf(workspace);
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  rmSync(log);
  return lines.map((line) => JSON.parse(line));
}

function logOf({ root }) {
  return join(root, '.nx', 'executors.jsonl');
}
