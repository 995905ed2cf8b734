// Child processes of provisioning: argument vectors, never a shell; quiet unless they fail, and then with their own words.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const shownLines = 40;

/** Runs a program to its end and returns what it printed on stdout; throws with the end of its output if it fails. */
export async function run(command, args, options = {}) {
  try {
    const { stdout } = await execute(command, args, { maxBuffer: 256 * 1024 * 1024, ...options });
    return stdout;
  } catch (error) {
    throw new Error(`${[command, ...args].join(' ')} failed: ${reason(error)}${lastLines(error)}`, { cause: error });
  }
}

/** As `run`, for a question that may be answered by failing: undefined then. */
export async function ask(command, args, options = {}) {
  try {
    return await run(command, args, options);
  } catch {
    return undefined;
  }
}

function reason(error) {
  if (error.killed) return 'it took too long';
  return error.code === 'ENOENT' ? 'there is no such program' : `exit code ${error.code ?? error.signal}`;
}

function lastLines({ stdout = '', stderr = '' }) {
  const lines = `${stdout}${stderr}`.trimEnd().split('\n').slice(-shownLines);
  return lines.map((line) => `\n    ${line}`).join('');
}
