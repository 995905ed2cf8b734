import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A large program's symbol table, printed. */
const MAXIMUM_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Output of a program in the language that its parser expects. */
export async function ask(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    maxBuffer: MAXIMUM_OUTPUT_BYTES,
    env: { ...process.env, LC_ALL: 'C' },
  });
  return stdout;
}

/** First group of each match, in order. */
export function captures(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The newest `GLIBC_x.y` of these, `x.y`. */
export function newest(versions: readonly string[]): string | null {
  const numbers = versions.flatMap((version) => captures(version, /^GLIBC_(\d[\d.]*)$/g));
  const key = (version: string) =>
    version
      .split('.')
      .map((part) => part.padStart(6, '0'))
      .join('.');
  return numbers.sort((a, b) => (key(a) < key(b) ? -1 : 1)).at(-1) ?? null;
}
