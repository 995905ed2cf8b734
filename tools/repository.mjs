import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program of the checkout to its end and ends with it when it fails. */
export function run(argv, { cwd = repository, env = process.env } = {}) {
  const [program, ...args] = argv;
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit' });
  if (error !== undefined) console.error(`${program}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** `nx …` of this checkout, in the workspace `cwd`. */
export function nx(words, options) {
  run([process.execPath, join(repository, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...words], options);
}
