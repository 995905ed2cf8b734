import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import type { Host } from './host';
import type { Tool, ToolIdentity } from './tool';

/** A C compiler that links, with everything behind it that decides the bytes. */
export interface LinkingCompiler extends Tool {
  /** The linker that it starts, and the C library's files that it links. */
  readonly brings: readonly ToolIdentity[];
}

/** A C compiler that can link, by its name on PATH. */
export async function probeCompiler(host: Host, program: string): Promise<LinkingCompiler | undefined> {
  const path = await host.which(program);
  if (path === undefined) return undefined;
  const [about, linker, folders] = await Promise.all([
    host.run([path, '--version']),
    host.run([path, '-Wl,--version']),
    host.run([path, '-print-search-dirs']),
  ]);
  if (about.exitCode !== 0) return undefined;
  const libc = digestRuntime(parseLibraryFolders(folders.stdout));
  return {
    name: program,
    path,
    version: versionFirst(firstLine(about.stdout)),
    brings: [
      ...(linker.exitCode === 0 ? [{ name: 'ld', version: versionFirst(firstLine(linker.stdout)) }] : []),
      ...(libc === undefined ? [] : [{ name: 'libc', version: libc }]),
    ],
  };
}

/** A program that the unit's build scripts need (`protoc`), with its first line of `--version`. */
export async function probeUnitTool(host: Host, program: string): Promise<Tool | undefined> {
  const path = await host.which(program);
  if (path === undefined) return undefined;
  const answer = await host.run([path, '--version']);
  return { name: program, path, version: firstLine(answer.stdout) };
}

/**
 * A program of the user's choice, a wrapper script as often as not: what it is made of tells more than what it says.
 * `undefined` where there is none of this name or path; cargo then says so in its own words.
 */
export async function probeProgram(host: Host, program: string): Promise<ToolIdentity | undefined> {
  const path = isAbsolute(program) ? program : await host.which(program);
  if (path === undefined || !existsSync(path)) return undefined;
  return { name: basename(program), version: shortDigest(createHash('sha256').update(readFileSync(path))) };
}

/**
 * What a C library puts into programs, or decides of them: start files, the compiler's own helpers, and the libraries
 * whose symbol versions a program then asks for. A package's update changes all of them together, so these few tell.
 */
const RUNTIME_FILES = [
  ...['crt1.o', 'Scrt1.o', 'crti.o', 'crtn.o', 'crtbeginS.o', 'crtendS.o', 'libgcc.a', 'libc_nonshared.a', 'libc.so.6'],
  ...['crt2.o', 'libmingw32.a', 'libmingwex.a', 'libmsvcrt.a', 'libkernel32.a'],
];

function digestRuntime(folders: readonly string[]): string | undefined {
  const found = RUNTIME_FILES.flatMap((name) => {
    const path = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
    return path === undefined ? [] : [{ name, path }];
  });
  if (found.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const { name, path } of found) hash.update(`${name}\n`).update(readFileSync(path));
  return shortDigest(hash);
}

/** As much as tells two apart; it stands in messages and in nx-cross.lock. */
function shortDigest(hash: Hash): string {
  return `sha256:${hash.digest('hex').slice(0, 16)}`;
}

/** `libraries: =/a:/b` of `-print-search-dirs`, as gcc and clang print it. */
function parseLibraryFolders(text: string): string[] {
  const line = /^libraries: =?(.*)$/m.exec(text)?.[1] ?? '';
  return line.split(delimiter).filter((folder) => folder !== '');
}

/** GNU's `cc (Debian 12.2.0-14) 12.2.0` → `12.2.0 (Debian 12.2.0-14)`; anything else as it is. */
function versionFirst(line: string): string {
  const [, by, version] = /\((.*)\) (\S+)$/.exec(line) ?? [];
  return version === undefined ? line : `${version} (${by})`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}
