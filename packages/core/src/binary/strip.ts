import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure';
import type { BinaryFormat, Platform } from '../platform/platform';
import type { Host } from '../toolchain/host';
import type { ObjcopyTool } from '../toolchain/objcopy';
import type { BinaryFacts } from './facts';

export interface StripInput {
  /** Found by the toolchain room. */
  readonly tool: Pick<ObjcopyTool, 'path' | 'kind'>;
  readonly host: Pick<Host, 'os' | 'architecture'>;
  readonly platform: Platform;
  /** Of the unstripped binary. */
  readonly facts: BinaryFacts;
  readonly input: string;
  /** The stripped binary: another file than `input`; its folder exists. */
  readonly output: string;
  readonly splitSymbols: boolean;
}

/** A call of the objcopy. Files by their absolute paths, for a machine that does not see those of this one. */
export interface StripCall {
  readonly argv: readonly [string, ...string[]];
  readonly reads: readonly string[];
  readonly writes: string;
}

export type StripStep =
  ({ readonly kind: 'run' } & StripCall) | { readonly kind: 'copy'; readonly from: string; readonly to: string };

export interface StripPlan {
  readonly steps: readonly StripStep[];
  readonly input: string;
  readonly output: string;
  /** The debug symbols, beside `output`: `server.debug`, `server.exe.debug`, `server.symbols`. */
  readonly symbols?: string;
}

/**
 * What to run so that `output` is `input` without symbols.
 *
 * Programs lose all symbols (`--strip-all`), Mach-O libraries only what nobody can link to (`--discard-all`): the flags
 * that rustc itself passes to rust-objcopy (compiler/rustc_codegen_ssa/src/back/link.rs, `strip_with_external_utility`;
 * rust-lang/rust#93988). llvm-objcopy keeps what Mach-O's loader binds by name and signs an arm64 binary again, ad hoc.
 *
 * Debug symbols of ELF and PE become a file of their own, and the binary names it (`.gnu_debuglink`, name and CRC).
 * A Mach-O has no such pair: its DWARF stays in the compiler's object files, which dsymutil would collect, and there is
 * no dsymutil here. So its symbols are the unstripped binary itself, bit for bit: function names and the same UUID,
 * which is what `atos` and crash reporters match by, but no line numbers.
 *
 * @throws Failure `strip-failed` where this tool must not touch this binary
 */
export function planStrip(input: StripInput): StripPlan {
  requireStrippable(input);
  const { tool, facts } = input;
  const symbols = input.splitSymbols ? symbolsFile(input) : undefined;
  const files = { reads: [input.input], writes: input.output };
  if (facts.format === 'mach-o') {
    const flag = facts.kind === 'executable' ? '--strip-all' : '--discard-all';
    return {
      steps: [
        ...(symbols === undefined ? [] : [{ kind: 'copy', from: input.input, to: symbols } as const]),
        { kind: 'run', argv: [tool.path, flag, input.input, input.output], ...files },
      ],
      ...paths(input, symbols),
    };
  }
  if (symbols === undefined) {
    const argv = [tool.path, '--strip-all', input.input, input.output] as const;
    return { steps: [{ kind: 'run', argv, ...files }], ...paths(input, symbols) };
  }
  const link = `--add-gnu-debuglink=${symbols}`;
  return {
    steps: [
      {
        kind: 'run',
        argv: [tool.path, '--only-keep-debug', input.input, symbols],
        reads: [input.input],
        writes: symbols,
      },
      {
        kind: 'run',
        argv: [tool.path, '--strip-all', link, input.input, input.output],
        reads: [input.input, symbols],
        writes: input.output,
      },
    ],
    ...paths(input, symbols),
  };
}

function paths(input: StripInput, symbols: string | undefined): Omit<StripPlan, 'steps'> {
  return { input: input.input, output: input.output, ...(symbols === undefined ? {} : { symbols }) };
}

function symbolsFile({ output, facts }: StripInput): string {
  const suffix: Readonly<Record<BinaryFormat, string>> = { elf: '.debug', pe: '.debug', 'mach-o': '.symbols' };
  return join(dirname(output), `${basename(output)}${suffix[facts.format]}`);
}

function requireStrippable({ tool, host, platform, facts, input, output }: StripInput): void {
  if (input === output) {
    throw new Failure('strip-failed', { message: `${input} would be stripped in place` });
  }
  if (facts.signature === 'signed') {
    throw new Failure('strip-failed', {
      message: `${input} carries a signature, which stripping would break`,
      hint: 'sign after stripping, or set `strip.enabled` to false',
    });
  }
  const isNative = facts.format === 'elf' && host.os === 'linux' && host.architecture === platform.architecture;
  if (tool.kind === 'gnu' && !isNative) {
    throw new Failure('strip-failed', {
      message: `${tool.path} is GNU's, which knows no ${facts.format} of ${platform.id}`,
      hint: 'rustup component add llvm-tools, or: sudo apt-get install llvm',
    });
  }
}
