import type { Architecture, BinaryFormat } from '../platform/platform';

/** What a binary says of itself. Absent keys do not apply to the format; nothing here is guessed. */
export interface BinaryFacts {
  readonly format: BinaryFormat;
  /** One for a plain binary, several for a universal (fat) Mach-O; the machine's own word where it is none of ours. */
  readonly architectures: readonly (Architecture | (string & {}))[];
  readonly kind: 'executable' | 'shared-library' | 'object' | 'other';
  /** No dynamic loader and no shared library is needed to start it (static and static-pie ELF). */
  readonly static: boolean;
  /** `DT_NEEDED`, dylib load commands, imported DLLs: as the file spells them, in its order. */
  readonly dynamicLibraries: readonly string[];
  /** ELF: `PT_INTERP`. */
  readonly interpreter?: string;
  /** ELF: the highest `GLIBC_x.y` among the version needs, apart from those that the loader itself takes for weak. */
  readonly minimumGlibc?: string;
  /** Mach-O: `minos` of `LC_BUILD_VERSION` (or `LC_VERSION_MIN_MACOSX`), `11.0`. */
  readonly minimumMacos?: string;
  /** Mach-O: how it is signed. */
  readonly signature?: 'none' | 'ad-hoc' | 'signed';
  /** GNU build id of an ELF, or Mach-O `LC_UUID`, lowercase hexadecimal. */
  readonly buildId?: string;
  /** PE: `console` or `gui`, or the subsystem's number. */
  readonly subsystem?: string;
  /** PE: the header's TimeDateStamp; 0 in a reproducible binary. */
  readonly timestamp?: number;
  /**
   * Whether neither a symbol table (ELF `.symtab`, PE COFF symbols, Mach-O local symbols that nothing binds) nor DWARF
   * sections remain.
   */
  readonly stripped: boolean;
}

/** A symbol that an ELF file takes from a version of a library. */
export interface VersionedSymbol {
  /** Empty for a version that no symbol carries. */
  readonly symbol: string;
  readonly library: string;
  /** `GLIBC_2.34`. */
  readonly version: string;
  /** Whether the loader starts the program without this version. A weak symbol is not enough for that: elf-versions.ts. */
  readonly weak: boolean;
}
