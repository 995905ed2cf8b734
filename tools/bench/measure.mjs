/** What a command took: its own time, and the CPU time of everything that it started. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('measure.py', import.meta.url));
const shownCharacters = 4000;

/**
 * Runs a command to its end and returns `{wallSeconds, cpuSeconds, output}`. Throws, with the end of its output, where
 * it fails or leaves a process behind: such a run is no measurement.
 */
export function measure(argv, { cwd, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-measure-'));
  try {
    const [result, log] = [join(folder, 'result.json'), join(folder, 'output.txt')];
    // A file and not a pipe: a worker that outlives the command would hold a pipe open.
    const output = openSync(log, 'w');
    spawnSync('python3', [program, result, ...argv], { cwd, env, stdio: ['ignore', output, output] });
    closeSync(output);
    const text = readFileSync(log, 'utf8');
    const { status, leftBehind, ...took } = readResult(result, argv, text);
    if (status !== 0) throw failed(argv, `exit code ${status}`, text);
    if (leftBehind) throw failed(argv, 'it left a process behind', text);
    return { ...took, output: text };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readResult(path, argv, output) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw failed(argv, 'it could not be started', output);
  }
}

function failed(argv, why, output) {
  return new Error(`${argv.join(' ')}: ${why}\n${output.slice(-shownCharacters)}`);
}
