import { withFile } from './byte-source';
import type { ByteSource } from './byte-source';
import {
  DT_GNU_HASH,
  DT_HASH,
  DT_SYMTAB,
  DT_VERNEED,
  DT_VERNEEDNUM,
  DT_VERSYM,
  dynamicText,
  readElfDynamic,
} from './elf-dynamic';
import type { ElfDynamic } from './elf-dynamic';
import { offsetOf, readElfImage } from './elf-image';
import type { ElfImage } from './elf-image';
import type { VersionedSymbol } from './facts';

/** A version of a library that the loader looks for before it starts the program. */
export interface NeededVersion {
  readonly library: string;
  /** `GLIBC_2.34`. */
  readonly version: string;
  /** Whether the program starts without it. */
  readonly weak: boolean;
  /** What the symbols' version table calls it. */
  readonly index: number;
}

const VER_FLG_WEAK = 2;

/** Version indices have 15 bits, so a file cannot tell more of them apart. */
const MAXIMUM_VERSIONS = 0x8000;
const VERSION_INDEX_MASK = 0x7fff;

const SHT_DYNSYM = 11;

/**
 * The version needs (`DT_VERNEED`), in the file's order.
 *
 * A need is weak by its own flag alone. That all symbols which carry a version are weak does not help: GNU ld 2.40 sets
 * no flag for them, and glibc's loader (elf/dl-version.c, `match_symbol`) then refuses to start the program. Tried with
 * glibc 2.36 and a weak symbol of a version that it lacks: without the flag rc 1, with it the program ran.
 *
 * @throws Failure `binary-malformed`
 */
export async function readNeededVersions(image: ElfImage, dynamic: ElfDynamic): Promise<NeededVersion[]> {
  const { reader } = image;
  const [address, count] = [dynamic.values.get(DT_VERNEED), dynamic.values.get(DT_VERNEEDNUM) ?? 0];
  if (address === undefined) return [];
  if (count > MAXIMUM_VERSIONS) throw reader.malformed(`it needs versions of ${String(count)} libraries`);
  const versions: NeededVersion[] = [];
  let at = offsetOf(image, address, 'the table of version needs');
  for (let need = 0; need < count; need += 1) {
    const entry = await reader.struct(at, 16, 'the table of version needs');
    const library = await dynamicText(image, dynamic.values, entry.u32(4), 'the name of a versioned library');
    versions.push(...(await readVersionsOf(image, dynamic, library, at + entry.u32(8), entry.u16(2))));
    if (versions.length > MAXIMUM_VERSIONS) throw reader.malformed('it needs more versions than can be told apart');
    const next = entry.u32(12);
    if (next === 0) break;
    at += next;
  }
  return versions;
}

async function readVersionsOf(
  image: ElfImage,
  dynamic: ElfDynamic,
  library: string,
  start: number,
  count: number,
): Promise<NeededVersion[]> {
  const versions: NeededVersion[] = [];
  let at = start;
  for (let one = 0; one < count; one += 1) {
    const entry = await image.reader.struct(at, 16, 'a version need');
    versions.push({
      library,
      version: await dynamicText(image, dynamic.values, entry.u32(8), 'the name of a needed version'),
      weak: (entry.u16(4) & VER_FLG_WEAK) !== 0,
      index: entry.u16(6) & VERSION_INDEX_MASK,
    });
    const next = entry.u32(12);
    if (next === 0) break;
    at += next;
  }
  return versions;
}

/**
 * Every symbol that an ELF file takes from a version of a library, in the file's order, and then the versions that no
 * symbol carries (`GLIBC_ABI_DT_RELR` is one), with an empty `symbol`. Empty for static binaries and other formats.
 *
 * @throws Failure `binary-malformed`, `artifact-missing`
 */
export function readVersionedSymbols(file: string): Promise<VersionedSymbol[]> {
  return withFile(file, readVersionedSymbolsOf);
}

/** @throws Failure `binary-malformed` */
export async function readVersionedSymbolsOf(source: ByteSource): Promise<VersionedSymbol[]> {
  const magic = await source.read(0, 4);
  if (magic.toString('latin1') !== '\u007fELF') return [];
  const image = await readElfImage(source);
  const dynamic = await readElfDynamic(image);
  if (dynamic === undefined) return [];
  const versions = await readNeededVersions(image, dynamic);
  if (versions.length === 0) return [];
  const symbols = await readSymbolVersions(image, dynamic, new Map(versions.map((one) => [one.index, one])));
  const carried = new Set(symbols.map((one) => `${one.library}\0${one.version}`));
  const bare = versions.filter((one) => !carried.has(`${one.library}\0${one.version}`));
  return [...symbols, ...bare.map(({ library, version, weak }) => ({ symbol: '', library, version, weak }))];
}

async function readSymbolVersions(
  image: ElfImage,
  dynamic: ElfDynamic,
  versions: ReadonlyMap<number, NeededVersion>,
): Promise<VersionedSymbol[]> {
  const { reader, wide } = image;
  const [symbolTable, versionTable] = [dynamic.values.get(DT_SYMTAB), dynamic.values.get(DT_VERSYM)];
  if (symbolTable === undefined || versionTable === undefined) return [];
  const count = await countDynamicSymbols(image, dynamic);
  const versionsAt = offsetOf(image, versionTable, 'the version table of its symbols');
  const indices: number[] = [];
  for await (const entry of reader.table(versionsAt, count, 2, 'the version table of its symbols')) {
    indices.push(entry.u16(0) & VERSION_INDEX_MASK);
  }
  const symbolsAt = offsetOf(image, symbolTable, 'the dynamic symbol table');
  const found: VersionedSymbol[] = [];
  let number = 0;
  for await (const entry of reader.table(symbolsAt, count, wide ? 24 : 16, 'the dynamic symbol table')) {
    const version = versions.get(indices[number] ?? 0);
    number += 1;
    // A defined symbol's index speaks of the file's own versions.
    if (version === undefined || entry.u16(wide ? 6 : 14) !== 0) continue;
    const symbol = await dynamicText(image, dynamic.values, entry.u32(0), 'the name of a dynamic symbol');
    found.push({ symbol, library: version.library, version: version.version, weak: version.weak });
  }
  return found;
}

/**
 * The dynamic section does not count its symbols. `DT_HASH` has one chain entry for each; a `DT_GNU_HASH` table says
 * where the defined ones begin, and the undefined ones all come before; else the section header knows (MIPS).
 */
async function countDynamicSymbols(image: ElfImage, dynamic: ElfDynamic): Promise<number> {
  const section = image.sections.find((one) => one.type === SHT_DYNSYM);
  if (section !== undefined) return Math.floor(section.size / (image.wide ? 24 : 16));
  const hash = dynamic.values.get(DT_HASH);
  // s390x and Alpha have hash tables of 64-bit words; they keep section headers.
  if (hash !== undefined) return (await image.reader.struct(offsetOf(image, hash, 'the hash table'), 8, 'it')).u32(4);
  const gnu = dynamic.values.get(DT_GNU_HASH);
  if (gnu !== undefined) return (await image.reader.struct(offsetOf(image, gnu, 'the hash table'), 8, 'it')).u32(4);
  throw image.reader.malformed('nothing in it counts its dynamic symbols');
}
