import { join } from 'node:path';
import { Failure } from '../failure';
import type { BinaryFormat } from '../platform/platform';
import type { Host } from './host';
import type { RustToolchain } from './rust';
import type { Tool } from './tool';

/** The tool that strips: LLVM's knows all three formats, GNU's only the host's own. */
export interface ObjcopyTool extends Tool {
  readonly kind: 'llvm' | 'gnu';
  /** The whole environment that it needs. */
  readonly env: Readonly<Record<string, string>>;
}

/** Debian installs LLVM's tools under their version too; newest first. */
const LLVM_NAMES = [
  'llvm-objcopy',
  ...[22, 21, 20, 19, 18, 17, 16, 15, 14].map((version) => `llvm-objcopy-${version}`),
];

/**
 * The objcopy for a binary of this format: rustup's own `rust-objcopy` (shipped beside rustc), LLVM's on PATH, or GNU's
 * where the binary is the host's own ELF. One that does not start is as good as none.
 *
 * @throws Failure `tool-missing` with the line that installs one.
 */
export async function findObjcopy(
  host: Host,
  rust: Pick<RustToolchain, 'sysroot' | 'hostTriple'> | undefined,
  target: { readonly format: BinaryFormat; readonly isHost: boolean },
): Promise<ObjcopyTool> {
  for (const candidate of candidates(host, rust, target)) {
    const path = candidate.path ?? (await host.which(candidate.name));
    const version = path === undefined ? undefined : await readVersion(host, path, candidate.env);
    if (path !== undefined && version !== undefined) return { ...candidate, path, version };
  }
  throw new Failure('tool-missing', {
    message: `No objcopy that can strip ${target.format} binaries was found.`,
    hint: host.os === 'linux' ? 'sudo apt-get install llvm' : 'rustup component add llvm-tools',
  });
}

type Candidate = Omit<ObjcopyTool, 'path' | 'version'> & { readonly path?: string };

function candidates(
  host: Host,
  rust: Pick<RustToolchain, 'sysroot' | 'hostTriple'> | undefined,
  target: { readonly format: BinaryFormat; readonly isHost: boolean },
): readonly Candidate[] {
  const env = definedVariables(host.env);
  return [
    ...(rust === undefined ? [] : rustCandidates(host, rust, env)),
    ...LLVM_NAMES.map((name): Candidate => ({ name, kind: 'llvm', env })),
    ...(target.isHost && target.format === 'elf' ? [{ name: 'objcopy', kind: 'gnu', env } as const] : []),
  ];
}

/** rustup's tools find libLLVM only as rustc starts them: by the library path of the sysroot. */
function rustCandidates(
  host: Host,
  { sysroot, hostTriple }: Pick<RustToolchain, 'sysroot' | 'hostTriple'>,
  env: Readonly<Record<string, string>>,
): readonly Candidate[] {
  const variable = { linux: 'LD_LIBRARY_PATH', darwin: 'DYLD_FALLBACK_LIBRARY_PATH', windows: 'PATH' }[host.os];
  const suffix = host.os === 'windows' ? '.exe' : '';
  const folder = join(sysroot, host.os === 'windows' ? 'bin' : 'lib');
  return ['rust-objcopy', 'llvm-objcopy']
    .map((name) => ({ name, path: join(sysroot, 'lib', 'rustlib', hostTriple, 'bin', `${name}${suffix}`) }))
    .map(({ name, path }) => ({ name, path, kind: 'llvm', env: { ...env, [variable]: folder } }));
}

async function readVersion(
  host: Host,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const answer = await host.run([path, '--version'], { env });
  if (answer.exitCode !== 0) return undefined;
  // LLVM prints `…LLVM version 14.0.6` on a line of its own, GNU `GNU objcopy (…) 2.40` first.
  return /(?:LLVM version|GNU objcopy[^\n]*?) ?(\d[\w.-]*)\s*$/m.exec(answer.stdout)?.[1] ?? 'unknown';
}

function definedVariables(env: Host['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
