import type { ByteSource } from './byte-source';
import type { ElfIdentity } from './elf-machine';
import { Reader } from './reader';

/** A program header. */
export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
}

/** A section header; its name is read on demand. */
export interface Section {
  readonly nameAt: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
}

/** An ELF file's headers: what its other readers start from. */
export interface ElfImage extends ElfIdentity {
  readonly reader: Reader;
  /** `e_type`. */
  readonly type: number;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
  /** Offset of the section names; `undefined` without sections. */
  readonly sectionNamesAt: number | undefined;
}

export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_INTERP = 3;
export const PT_NOTE = 4;

/** Objects with a section a function reach tens of thousands, linked programs a hundred; all are held in memory. */
const MAXIMUM_SECTIONS = 200_000;

const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;

/** @throws Failure `binary-malformed` */
export async function readElfImage(source: ByteSource): Promise<ElfImage> {
  const ident = await new Reader(source, true).struct(0, 16, 'the ELF identification');
  const [elfClass, order] = [ident.u8(4), ident.u8(5)];
  const reader = new Reader(source, order === LITTLE_ENDIAN);
  if (elfClass !== 1 && elfClass !== CLASS_64) throw reader.malformed(`its class is ${String(elfClass)}`);
  if (order !== 1 && order !== 2) throw reader.malformed(`its byte order is ${String(order)}`);
  const wide = elfClass === CLASS_64;
  const header = await reader.struct(0, wide ? 64 : 52, 'the ELF header');
  const counts = wide ? 54 : 42;
  const segmentTable = {
    at: header.word(wide ? 32 : 28, wide),
    bytes: header.u16(counts),
    count: header.u16(counts + 2),
  };
  const sectionTable = {
    at: header.word(wide ? 40 : 32, wide),
    bytes: header.u16(counts + 4),
    count: header.u16(counts + 6),
  };
  const segments = await readSegments(reader, wide, segmentTable);
  const sections = await readSections(reader, wide, sectionTable);
  return {
    reader,
    wide,
    littleEndian: reader.littleEndian,
    machine: header.u16(18),
    type: header.u16(16),
    segments,
    sections,
    sectionNamesAt: sections[header.u16(counts + 8)]?.offset,
  };
}

interface HeaderTable {
  readonly at: number;
  readonly bytes: number;
  readonly count: number;
}

async function readSegments(reader: Reader, wide: boolean, table: HeaderTable): Promise<Segment[]> {
  if (table.count === 0) return [];
  requireEntrySize(reader, table, wide ? 56 : 32, 'program headers');
  const segments: Segment[] = [];
  for await (const entry of reader.table(table.at, table.count, table.bytes, 'the program header table')) {
    segments.push({
      type: entry.u32(0),
      offset: entry.word(wide ? 8 : 4, wide),
      address: entry.word(wide ? 16 : 8, wide),
      fileBytes: entry.word(wide ? 32 : 16, wide),
    });
  }
  return segments;
}

/** A count of 0 with a table says that the real one is in its first entry: more than 65279 sections (gABI, `e_shnum`). */
async function readSections(reader: Reader, wide: boolean, table: HeaderTable): Promise<Section[]> {
  if (table.at === 0) return [];
  requireEntrySize(reader, table, wide ? 64 : 40, 'section headers');
  const first = await reader.struct(table.at, table.bytes, 'the section header table');
  const count = table.count === 0 ? first.word(wide ? 32 : 20, wide) : table.count;
  if (count > MAXIMUM_SECTIONS) throw reader.malformed(`it counts ${String(count)} sections`);
  const sections: Section[] = [];
  for await (const entry of reader.table(table.at, count, table.bytes, 'the section header table')) {
    sections.push({
      nameAt: entry.u32(0),
      type: entry.u32(4),
      flags: entry.word(8, wide),
      offset: entry.word(wide ? 24 : 16, wide),
      size: entry.word(wide ? 32 : 20, wide),
    });
  }
  return sections;
}

function requireEntrySize(reader: Reader, table: HeaderTable, expected: number, what: string): void {
  if (table.bytes !== expected) throw reader.malformed(`its ${what} are ${String(table.bytes)} bytes each`);
}

/** Where the loader would find a virtual address in the file. @throws Failure `binary-malformed` */
export function offsetOf(image: ElfImage, address: number, what: string): number {
  const segment = image.segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.fileBytes,
  );
  if (segment === undefined) throw image.reader.malformed(`${what} lies at an address that is not in the file`);
  return segment.offset + (address - segment.address);
}
