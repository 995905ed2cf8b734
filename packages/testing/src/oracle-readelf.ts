import type { OracleFacts } from './oracle-facts';
import { ask, captures, newest } from './oracle-process';

const MACHINES: Readonly<Record<string, string>> = {
  'Advanced Micro Devices X86-64': 'x86_64',
  AArch64: 'aarch64',
  'Intel 80386': 'i686',
  ARM: 'arm',
  'RISC-V': 'riscv64',
  PowerPC64: 'powerpc64',
  'IBM S/390': 's390x',
  'MIPS R3000': 'mips',
  LoongArch: 'loongarch64',
};

/** What GNU readelf says of an ELF file. */
export async function askReadelf(readelf: string, file: string): Promise<OracleFacts> {
  const text = await ask(readelf, ['-W', '-h', '-l', '-d', '-V', '-n', '-S', file]);
  const interpreter = captures(text, /Requesting program interpreter: ([^\]]+)\]/g)[0] ?? null;
  const dynamicLibraries = captures(text, /\(NEEDED\)\s+Shared library: \[([^\]]*)\]/g);
  return {
    format: 'elf',
    architectures: [architecture(text)],
    kind: kind(captures(text, /^\s+Type:\s+(.+)$/gm)[0] ?? '', text),
    static: interpreter === null && dynamicLibraries.length === 0,
    dynamicLibraries,
    interpreter,
    minimumGlibc: newest(captures(text, /Name: (GLIBC_\S+)\s+Flags: none/g)),
    buildId: captures(text, /Build ID: ([0-9a-f]+)/g)[0] ?? null,
    stripped: captures(text, /^\s+\[ *\d+\] (\.symtab|\.z?debug_(?!gdb_scripts)\S+)\s/gm).length === 0,
  };
}

function architecture(text: string): string {
  const machine = captures(text, /^\s+Machine:\s+(.+)$/gm)[0] ?? '';
  const word = MACHINES[machine] ?? machine;
  const little = text.includes("2's complement, little endian");
  if (word === 'powerpc64' && little) return 'powerpc64le';
  if (word === 'mips') return `mips${/Class:\s+ELF64/.test(text) ? '64' : ''}${little ? 'el' : ''}`;
  return word;
}

function kind(type: string, text: string): NonNullable<OracleFacts['kind']> {
  if (type.startsWith('REL')) return 'object';
  if (type.startsWith('EXEC') || type.includes('Position-Independent Executable')) return 'executable';
  if (!type.startsWith('DYN')) return 'other';
  // readelf 2.40 calls a program with a loader and without a mark a shared object, where it has a name.
  return /FLAGS_1\).*\bPIE\b/.test(text) ? 'executable' : 'shared-library';
}
