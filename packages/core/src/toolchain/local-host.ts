import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Host, RunOptions, RunResult } from './host';

const OPERATING_SYSTEMS: Readonly<Record<string, Host['os']>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686', arm: 'armv7' };

/** This machine. */
export function localHost(env: Readonly<Record<string, string | undefined>> = process.env): Host {
  const os = OPERATING_SYSTEMS[process.platform] ?? 'linux';
  return {
    os,
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    ...(os === 'linux' ? { libc: libcOf(process.execPath) } : {}),
    env,
    which: (program) => Promise.resolve(findProgram(program, env, os)),
    run: runProgram,
  };
}

/**
 * The C library that a Linux program loads: its interpreter's name stands in the file's first bytes. Node's own program
 * tells of the machine that it runs on, without a process (detect-libc does the same).
 */
export function libcOf(program: string): 'gnu' | 'musl' {
  const start = Buffer.alloc(2048);
  const file = openSync(program, 'r');
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return start.includes('/ld-musl-') ? 'musl' : 'gnu';
}

/** PATH's first executable of this name, by the host's own rule: on Windows the extensions of PATHEXT are tried. */
export function findProgram(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
  os: Host['os'],
): string | undefined {
  const extensions = os === 'windows' ? (env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : [''];
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    for (const extension of extensions) {
      const candidate = join(folder, program + extension);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

async function runProgram(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  const { execa } = await import('execa');
  const [program, ...args] = argv;
  const result = await execa(program, args, {
    reject: false,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    stripFinalNewline: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env, extendEnv: false }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  // The shell's own numbers: 127 for what could not be started, 128 + n is left to the signal's name in stderr.
  const exitCode = result.exitCode ?? (result.signal === undefined ? 127 : 128);
  const words = result.exitCode === undefined ? `${result.stderr ?? ''}${result.shortMessage ?? ''}` : result.stderr;
  return { exitCode, stdout: result.stdout, stderr: words };
}
