import type { Architecture } from '../platform/platform';
import type { ByteSource } from './byte-source';
import type { BinaryFacts } from './facts';
import { LC_SEGMENT, LC_SEGMENT_64, machOSlices, readMachOSlice } from './mach-o-image';
import type { MachOSlice } from './mach-o-image';
import { readSignatureKind } from './mach-o-signature';

// Numbers from Apple's <mach-o/loader.h>, <mach-o/nlist.h> and <mach/machine.h>.
const LC_SYMTAB = 0x2;
const LC_DYSYMTAB = 0xb;
const LC_LOAD_DYLINKER = 0xe;
const LC_UUID = 0x1b;
const LC_VERSION_MIN_MACOSX = 0x24;
const LC_BUILD_VERSION = 0x32;
/** `LC_LOAD_DYLIB`, `LC_LOAD_WEAK_DYLIB`, `LC_REEXPORT_DYLIB`, `LC_LAZY_LOAD_DYLIB`, `LC_LOAD_UPWARD_DYLIB`. */
const LIBRARY_COMMANDS: ReadonlySet<number> = new Set([0xc, 0x80000018, 0x8000001f, 0x20, 0x80000023]);
const PLATFORM_MACOS = 1;
const N_STAB = 0xe0;
const N_TYPE = 0x0e;
const N_EXT = 0x01;
const KINDS: ReadonlyMap<number, BinaryFacts['kind']> = new Map([
  [1, 'object'],
  [2, 'executable'],
  [6, 'shared-library'],
  [8, 'shared-library'],
]);
const CPU_TYPES: ReadonlyMap<number, Architecture | (string & {})> = new Map<number, Architecture | (string & {})>([
  [7, 'i686'],
  [12, 'arm'],
  [18, 'powerpc'],
  [0x01000007, 'x86_64'],
  [0x0100000c, 'aarch64'],
  [0x01000012, 'powerpc64'],
]);

/**
 * Of a universal binary: all architectures and libraries, the newest of the macOS versions, the weakest of the
 * signatures, the first build id; stripped if all its parts are.
 *
 * @throws Failure `binary-malformed`, `binary-foreign`
 */
export async function readMachO(source: ByteSource): Promise<BinaryFacts> {
  const parts: BinaryFacts[] = [];
  for (const slice of await machOSlices(source)) parts.push(await readSliceFacts(await readMachOSlice(slice)));
  const [first, ...others] = parts;
  // machOSlices never answers with none.
  if (first === undefined) throw new RangeError('a Mach-O without a slice');
  return others.reduce(joinFacts, first);
}

async function readSliceFacts(slice: MachOSlice): Promise<BinaryFacts> {
  const dynamicLibraries = slice.commands
    .filter((one) => LIBRARY_COMMANDS.has(one.type))
    .map(({ body }) => body.text(body.u32(8), Math.max(0, body.length - body.u32(8))));
  const minimumMacos = readMinimumMacos(slice);
  const buildId = slice.commands
    .find((one) => one.type === LC_UUID)
    ?.body.slice(8, 16)
    .toString('hex');
  return {
    format: 'mach-o',
    architectures: [CPU_TYPES.get(slice.cpuType) ?? `Mach-O CPU type ${String(slice.cpuType)}`],
    kind: KINDS.get(slice.fileType) ?? 'other',
    static: dynamicLibraries.length === 0 && slice.commands.every((one) => one.type !== LC_LOAD_DYLINKER),
    dynamicLibraries,
    ...(minimumMacos === undefined ? {} : { minimumMacos }),
    signature: await readSignatureKind(slice),
    ...(buildId === undefined ? {} : { buildId }),
    stripped: !hasDwarf(slice) && !(await hasRemovableSymbols(slice)),
  };
}

function readMinimumMacos(slice: MachOSlice): string | undefined {
  const build = slice.commands.find((one) => one.type === LC_BUILD_VERSION && one.body.u32(8) === PLATFORM_MACOS);
  const older = slice.commands.find((one) => one.type === LC_VERSION_MIN_MACOSX);
  const packed = build?.body.u32(12) ?? older?.body.u32(8);
  if (packed === undefined) return undefined;
  // Nibbles xxxx.yy.zz; the third part is left out where it is 0, as Apple writes it.
  const parts = [packed >>> 16, (packed >>> 8) & 0xff, packed & 0xff];
  return (parts[2] === 0 ? parts.slice(0, 2) : parts).join('.');
}

function hasDwarf(slice: MachOSlice): boolean {
  return slice.commands.some(
    ({ type, body }) => (type === LC_SEGMENT || type === LC_SEGMENT_64) && body.text(8, 16) === '__DWARF',
  );
}

/**
 * Symbols that a strip takes away: local and debugging ones. What the loader binds stays, be it by name or by the
 * indirect symbol table, in which zig's linker lists some of the program's own functions.
 */
async function hasRemovableSymbols(slice: MachOSlice): Promise<boolean> {
  const table = slice.commands.find((one) => one.type === LC_SYMTAB)?.body;
  if (table === undefined) return false;
  const symbols = slice.reader.table(table.u32(8), table.u32(12), slice.wide ? 16 : 12, 'the symbol table');
  let bound: ReadonlySet<number> | undefined;
  let number = -1;
  for await (const symbol of symbols) {
    number += 1;
    const type = symbol.u8(4);
    if ((type & N_STAB) !== 0) return true;
    if ((type & N_EXT) !== 0 || (type & N_TYPE) === 0) continue;
    bound ??= await readIndirectSymbols(slice);
    if (!bound.has(number)) return true;
  }
  return false;
}

/** Numbers of the symbols that are bound by their place. */
async function readIndirectSymbols(slice: MachOSlice): Promise<ReadonlySet<number>> {
  const table = slice.commands.find((one) => one.type === LC_DYSYMTAB)?.body;
  const numbers = new Set<number>();
  if (table === undefined) return numbers;
  const entries = slice.reader.table(table.u32(56), table.u32(60), 4, 'the indirect symbol table');
  for await (const entry of entries) numbers.add(entry.u32(0));
  return numbers;
}

const SIGNATURES = ['none', 'ad-hoc', 'signed'] as const;

function joinFacts(a: BinaryFacts, b: BinaryFacts): BinaryFacts {
  const versions = [a.minimumMacos, b.minimumMacos].filter((version) => version !== undefined);
  const minimumMacos = versions.sort(compareMacosVersions).at(-1);
  return {
    ...a,
    architectures: [...a.architectures, ...b.architectures],
    kind: a.kind === b.kind ? a.kind : 'other',
    static: a.static && b.static,
    dynamicLibraries: [...new Set([...a.dynamicLibraries, ...b.dynamicLibraries])],
    ...(minimumMacos === undefined ? {} : { minimumMacos }),
    signature: SIGNATURES.find((kind) => kind === a.signature || kind === b.signature) ?? 'none',
    stripped: a.stripped && b.stripped,
  };
}

/** Compares `10.12` and `11.0` as numbers. */
export function compareMacosVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let part = 0; part < 3; part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
