import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { Failure } from '../failure';
import type { BinaryFormat } from '../platform/platform';
import type { Host } from './host';
import type { RustToolchain } from './rust';
import type { Tool } from './tool';

/** The tool that strips: LLVM's knows all three formats, GNU's only the host's own. */
export interface ObjcopyTool extends Tool {
  readonly kind: 'llvm' | 'gnu';
}

/** Debian installs LLVM's tools under their version too; newest first. */
const LLVM_NAMES = ['llvm-objcopy', ...[22, 21, 20, 19, 18, 17, 16, 15, 14].map((version) => `llvm-objcopy-${version}`)];

/**
 * The objcopy for a binary of this format: rustup's own `rust-objcopy` (shipped with rustc since 1.84), LLVM's on PATH,
 * or GNU's where the binary is the host's own ELF.
 *
 * @throws Failure `tool-missing` with the line that installs one.
 */
export async function findObjcopy(
  host: Host,
  rust: Pick<RustToolchain, 'sysroot' | 'hostTriple'> | undefined,
  target: { readonly format: BinaryFormat; readonly isHost: boolean },
): Promise<ObjcopyTool> {
  const path = (await llvmObjcopy(host, rust)) ?? undefined;
  if (path !== undefined) return describe(host, path, 'llvm');
  const gnu = target.isHost && target.format === 'elf' ? await host.which('objcopy') : undefined;
  if (gnu !== undefined) return describe(host, gnu, 'gnu');
  throw new Failure('tool-missing', {
    message: `No objcopy that can strip ${target.format} binaries was found.`,
    hint: host.os === 'linux' ? 'rustup component add llvm-tools, or: sudo apt-get install llvm' : 'rustup component add llvm-tools',
  });
}

async function llvmObjcopy(
  host: Host,
  rust: Pick<RustToolchain, 'sysroot' | 'hostTriple'> | undefined,
): Promise<string | undefined> {
  if (rust !== undefined) {
    const bin = join(rust.sysroot, 'lib', 'rustlib', rust.hostTriple, 'bin');
    const own = ['rust-objcopy', 'llvm-objcopy'].map((name) => join(bin, name)).find((file) => existsSync(file));
    if (own !== undefined) return own;
  }
  for (const name of LLVM_NAMES) {
    const path = await host.which(name);
    if (path !== undefined) return path;
  }
  return undefined;
}

async function describe(host: Host, path: string, kind: ObjcopyTool['kind']): Promise<ObjcopyTool> {
  const answer = await host.run([path, '--version']);
  // LLVM prints `…LLVM version 14.0.6` on a line of its own, GNU `GNU objcopy (…) 2.40` first.
  const version = /(?:LLVM version|GNU objcopy[^\n]*?) ?(\d[\w.-]*)\s*$/m.exec(answer.stdout)?.[1] ?? 'unknown';
  return { name: kind === 'llvm' ? 'llvm-objcopy' : 'objcopy', path, version, kind };
}
