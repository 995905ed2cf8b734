/** Which programs a command starts, as the kernel saw it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { installPackages } from '../provision/debian-packages.mjs';

const compilers =
  /^(rustc|cargo|cargo-zigbuild|zig|cc1(plus)?|collect2|as|(.*-)?(gcc|cc|ld|clang|g\+\+|c\+\+))([-.][\d.]+)?$/;
const questions = new Set([
  '-vV',
  '-V',
  'version',
  '-dumpversion',
  '-v',
  '--print',
  'sysroot',
  'env',
  '-print-search-dirs',
]);
/** With one of these among its words, a compiler driver and the linker behind it say their version and end. */
const endings = new Set(['--version', '-Wl,--version']);

/** strace, which is what counts. Throws where it is absent and cannot be installed. */
export async function requireStrace() {
  await installPackages(['strace'], console.log);
}

/** Every program that a command and what it starts executed: `{name, arguments}`, in order. */
export function tracePrograms(workspace, argv, env) {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-trace-'));
  try {
    const log = join(folder, 'programs.log');
    // A linker's words are more than strace shows of a call that it may abbreviate.
    const strace = [
      'strace',
      '--no-abbrev',
      '--follow-forks',
      '--quiet=all',
      '--trace=execve',
      '--signal=none',
      '--string-limit=400',
    ];
    workspace.measure([...strace, `--output=${log}`, ...argv], env);
    return parseTrace(readFileSync(log, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of these the compilers and linkers that had something to do, more than to say their version. */
export function compilersAtWork(programs) {
  return programs.filter(({ name, arguments: words }) => compilers.test(name) && !isAsked(words));
}

/** Those that were only asked who they are. */
export function compilersAsked(programs) {
  return programs.filter(({ name, arguments: words }) => compilers.test(name) && isAsked(words));
}

function isAsked(words) {
  return words.some((word) => endings.has(word)) || words.every((word) => questions.has(word));
}

/** Lines like `12 execve("/bin/true", ["true"], 0x7f…) = 0`; a call that another process cuts in two has two lines. */
function parseTrace(text) {
  const begun = new Map();
  const programs = [];
  for (const line of text.split('\n')) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest === undefined) continue;
    if (rest.startsWith('execve(')) begun.set(pid, rest);
    if (!/ = 0$/.test(rest)) continue;
    const program = parseCall(begun.get(pid));
    if (program !== undefined) programs.push(program);
  }
  return programs;
}

function parseCall(call) {
  const [, path, list] = /^execve\("((?:[^"\\]|\\.)*)", \[(.*?)\](?:,|$)/.exec(call ?? '') ?? [];
  if (path === undefined) return undefined;
  const words = [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word);
  return { name: basename(path), arguments: words.slice(1) };
}
