import type { Architecture } from '../platform/platform';
import type { ByteSource } from './byte-source';
import type { BinaryFacts } from './facts';
import { readPeImage } from './pe-image';
import type { PeImage, PeSection } from './pe-image';

// Numbers from Microsoft's "PE Format", https://learn.microsoft.com/windows/win32/debug/pe-format.
const MACHINES: ReadonlyMap<number, Architecture | (string & {})> = new Map<number, Architecture | (string & {})>([
  [0x014c, 'i686'],
  [0x01c4, 'armv7'],
  [0x8664, 'x86_64'],
  [0xaa64, 'aarch64'],
]);
const IMAGE_FILE_EXECUTABLE_IMAGE = 0x0002;
const IMAGE_FILE_DLL = 0x2000;
const SUBSYSTEMS: ReadonlyMap<number, string> = new Map([
  [2, 'gui'],
  [3, 'console'],
]);
const IMPORTS = { directory: 1, entryBytes: 20, nameAt: 12, what: 'the import table' } as const;
const DELAYED_IMPORTS = { directory: 13, entryBytes: 32, nameAt: 4, what: 'the delayed import table' } as const;
const IMAGE_SCN_MEM_DISCARDABLE = 0x02000000;

/** Far more libraries than any program imports. */
const MAXIMUM_IMPORTS = 4096;

/** @throws Failure `binary-malformed`, `binary-foreign` */
export async function readPe(source: ByteSource): Promise<BinaryFacts> {
  const image = await readPeImage(source);
  const imports = await readImports(image, IMPORTS);
  const dynamicLibraries = [...imports, ...(await readImports(image, DELAYED_IMPORTS))];
  return {
    format: 'pe',
    architectures: [MACHINES.get(image.machine) ?? `PE machine 0x${image.machine.toString(16)}`],
    kind: peKind(image.characteristics),
    static: dynamicLibraries.length === 0,
    dynamicLibraries,
    subsystem: SUBSYSTEMS.get(image.subsystem) ?? String(image.subsystem),
    timestamp: image.timestamp,
    stripped: image.symbols === 0 && !(await hasDebugSections(image)),
  };
}

function peKind(characteristics: number): BinaryFacts['kind'] {
  if ((characteristics & IMAGE_FILE_EXECUTABLE_IMAGE) === 0) return 'other';
  return (characteristics & IMAGE_FILE_DLL) === 0 ? 'executable' : 'shared-library';
}

/** The names in a table of descriptors, which ends with one of zeros. */
async function readImports(
  image: PeImage,
  table: { directory: number; entryBytes: number; nameAt: number; what: string },
): Promise<string[]> {
  const address = image.directories[table.directory]?.address ?? 0;
  if (address === 0) return [];
  const start = peOffset(image, address, table.what);
  // A file of debug symbols alone keeps the directory and not the section's bytes.
  if (start === undefined) return [];
  const names: string[] = [];
  for (let number = 0; number < MAXIMUM_IMPORTS; number += 1) {
    const entry = await image.reader.struct(start + number * table.entryBytes, table.entryBytes, table.what);
    const nameAddress = entry.u32(table.nameAt);
    if (nameAddress === 0) return names;
    const nameAt = peOffset(image, nameAddress, 'the name of an imported library');
    if (nameAt === undefined) throw image.reader.malformed('the name of an imported library is not in the file');
    names.push(await image.reader.text(nameAt, 'the name of an imported library'));
  }
  throw image.reader.malformed(`${table.what} has no end`);
}

/** Where an address relative to the image lies in the file; `undefined` where its section keeps no bytes there. */
function peOffset(image: PeImage, address: number, what: string): number | undefined {
  const section = image.sections.find(
    (one) => address >= one.address && address < one.address + Math.max(one.virtualBytes, one.fileBytes),
  );
  if (section === undefined) throw image.reader.malformed(`${what} lies at an address that is in no section`);
  const within = address - section.address;
  return within < section.fileBytes ? section.offset + within : undefined;
}

/** DWARF, as GNU's and LLVM's linkers put it into PE; `.debug_gdb_scripts` is loaded with the program and stays. */
async function hasDebugSections(image: PeImage): Promise<boolean> {
  for (const section of image.sections) {
    if ((section.characteristics & IMAGE_SCN_MEM_DISCARDABLE) === 0) continue;
    if ((await sectionName(image, section)).startsWith('.debug_')) return true;
  }
  return false;
}

/** A name of more than 8 bytes is `/` and its place in the string table, which follows the symbols. */
async function sectionName(image: PeImage, section: PeSection): Promise<string> {
  const place = /^\/(\d{1,7})$/.exec(section.name)?.[1];
  if (place === undefined || image.stringsAt === undefined) return section.name;
  return image.reader.text(image.stringsAt + Number(place), 'the name of a section');
}
