import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure';
import type { Host } from './host';
import type { Tool, ToolIdentity } from './tool';

/** The Rust that a cargo call will use. */
export interface RustToolchain {
  readonly cargo: string;
  readonly rustc: Tool;
  /** `x86_64-unknown-linux-gnu`. */
  readonly hostTriple: string;
  readonly sysroot: string;
  /** `+1.95.0`, for each call of a rustup shim; absent where PATH's own is used. */
  readonly selector?: string;
  /** Whether a rustup stands by that could add targets. */
  readonly rustup: boolean;
}

/**
 * Asks rustc what it is, in the folder of the cargo workspace, where a `rust-toolchain.toml` counts.
 *
 * @throws Failure `tool-missing` without cargo or rustc, or where the wanted toolchain is not installed.
 */
export async function probeRust(host: Host, cwd: string, toolchain?: string): Promise<RustToolchain> {
  const cargo = await requireProgram(host, 'cargo');
  // Cargo starts the compiler that this variable names.
  const rustc = host.env['RUSTC'] ?? (await requireProgram(host, 'rustc'));
  const selector = toolchain === undefined ? [] : [`+${toolchain}`];
  const [about, sysroot, rustup] = await Promise.all([
    host.run([rustc, ...selector, '-vV'], { cwd }),
    host.run([rustc, ...selector, '--print', 'sysroot'], { cwd }),
    host.which('rustup'),
  ]);
  const facts = parseRustcVersion(about.stdout);
  if (about.exitCode !== 0 || sysroot.exitCode !== 0 || facts === undefined) {
    throw new Failure('tool-missing', {
      message: toolchain === undefined ? '`rustc -vV` failed.' : `The Rust toolchain ${toolchain} cannot be used here.`,
      hint: toolchain === undefined ? 'Repair the Rust installation.' : `rustup toolchain install ${toolchain}`,
      output: `${about.stderr}${sysroot.stderr}`,
    });
  }
  return {
    cargo,
    rustc: { name: 'rustc', path: rustc, version: facts.version },
    hostTriple: facts.hostTriple,
    sysroot: sysroot.stdout.trim(),
    rustup: rustup !== undefined,
    ...(toolchain === undefined ? {} : { selector: `+${toolchain}` }),
  };
}

async function requireProgram(host: Host, program: 'cargo' | 'rustc'): Promise<string> {
  const path = await host.which(program);
  if (path !== undefined) return path;
  throw new Failure('tool-missing', {
    message: `${program} is not on PATH.`,
    hint:
      host.os === 'linux' ? 'Install Rust with rustup, or `sudo apt-get install cargo`.' : 'Install Rust with rustup.',
  });
}

/** Reads `rustc -vV`: the first line is the version with its commit, `host:` the triple. */
export function parseRustcVersion(text: string): { version: string; hostTriple: string } | undefined {
  const version = /^rustc (.+)$/m.exec(text)?.[1];
  const hostTriple = /^host: (\S+)$/m.exec(text)?.[1];
  return version === undefined || hostTriple === undefined ? undefined : { version, hostTriple };
}

/**
 * What tells the triple's prebuilt std from another, where rustup and distributions put it: rustc's hash in the file's
 * name. `undefined` where there is none.
 */
export function findStd(rust: Pick<RustToolchain, 'sysroot'>, triple: string): string | undefined {
  try {
    const files = readdirSync(join(rust.sysroot, 'lib', 'rustlib', triple, 'lib'));
    return files.flatMap((file) => /^libstd-(.+)\.rlib$/.exec(file)?.[1] ?? []).sort()[0];
  } catch {
    return undefined;
  }
}

/** The machine that compiles: rustc's own word for it. */
export function hostIdentity({ hostTriple }: Pick<RustToolchain, 'hostTriple'>): ToolIdentity {
  return { name: 'host', version: hostTriple };
}

/** The line that adds a triple's std. */
export function stdHint(rust: Pick<RustToolchain, 'rustup' | 'selector'>, triple: string): string {
  const toolchain = rust.selector === undefined ? '' : ` --toolchain ${rust.selector.slice(1)}`;
  const line = `rustup target add ${triple}${toolchain}`;
  return rust.rustup ? line : `Install Rust with rustup, then: ${line}`;
}
