import type { Architecture } from '../platform/platform';

/** What decides an ELF file's architecture: `e_machine`, the class and the byte order. */
export interface ElfIdentity {
  readonly machine: number;
  readonly wide: boolean;
  readonly littleEndian: boolean;
}

/**
 * `e_machine` of the generic ABI's registry, https://www.sco.com/developers/gabi/latest/ch4.eheader.html, and of
 * glibc's elf.h. 32-bit ARM is `arm` and 32-bit x86 `i686`, whatever revision: the header does not tell them apart.
 */
export function elfArchitecture({ machine, wide, littleEndian }: ElfIdentity): Architecture | (string & {}) {
  switch (machine) {
    case 3:
      return 'i686';
    case 8:
      return `mips${wide ? '64' : ''}${littleEndian ? 'el' : ''}`;
    case 20:
      return 'powerpc';
    case 21:
      return littleEndian ? 'powerpc64le' : 'powerpc64';
    case 22:
      return wide ? 's390x' : 's390';
    case 40:
      return 'arm';
    case 43:
      return 'sparc64';
    case 62:
      return wide ? 'x86_64' : 'x32';
    case 183:
      return wide ? 'aarch64' : 'aarch64-ilp32';
    case 243:
      return wide ? 'riscv64' : 'riscv32';
    case 258:
      return wide ? 'loongarch64' : 'loongarch32';
    default:
      return `ELF machine ${String(machine)}`;
  }
}
