import { Failure } from '../failure';
import type { ByteSource } from './byte-source';
import { Reader } from './reader';

export interface PeSection {
  /** As the header has it: `/4` for a long one. */
  readonly name: string;
  /** Relative to the image. */
  readonly address: number;
  readonly virtualBytes: number;
  readonly offset: number;
  readonly fileBytes: number;
  readonly characteristics: number;
}

/** A PE file's headers. */
export interface PeImage {
  readonly reader: Reader;
  readonly machine: number;
  readonly timestamp: number;
  readonly characteristics: number;
  readonly subsystem: number;
  /** COFF symbols, each 18 bytes. */
  readonly symbols: number;
  /** Offset of the table of long names; `undefined` where there is none. */
  readonly stringsAt: number | undefined;
  /** Address relative to the image, and size, of imports, exports, … */
  readonly directories: readonly { readonly address: number; readonly size: number }[];
  readonly sections: readonly PeSection[];
}

const SIGNATURE = 0x00004550;
const SYMBOL_BYTES = 18;
const SECTION_BYTES = 40;
const PE32_PLUS = 0x20b;
const PE32 = 0x10b;

/** The format defines 16; what follows is not looked at. */
const MAXIMUM_DIRECTORIES = 16;

/**
 * Offsets from Microsoft's "PE Format", https://learn.microsoft.com/windows/win32/debug/pe-format.
 *
 * @throws Failure `binary-malformed`, `binary-foreign` for a DOS program
 */
export async function readPeImage(source: ByteSource): Promise<PeImage> {
  const reader = new Reader(source, true);
  const start = (await reader.struct(0, 64, 'the DOS header')).u32(60);
  const header = await reader.struct(start, 24, 'the PE header');
  if (header.u32(0) !== SIGNATURE) {
    throw new Failure('binary-foreign', { message: `${source.name} is a DOS program, not a PE binary` });
  }
  const [symbolsAt, symbols] = [header.u32(12), header.u32(16)];
  const optional = await readOptionalHeader(reader, start + 24, header.u16(20));
  const stringsAt = symbolsAt === 0 ? undefined : symbolsAt + symbols * SYMBOL_BYTES;
  if (stringsAt !== undefined) await requireSymbols(reader, symbolsAt, stringsAt);
  return {
    reader,
    machine: header.u16(4),
    timestamp: header.u32(8),
    characteristics: header.u16(22),
    symbols,
    stringsAt,
    ...optional,
    sections: await readSections(reader, start + 24 + header.u16(20), header.u16(6)),
  };
}

/** Symbols and their names are the last of a file: where they are not wholly there, it was cut off. */
async function requireSymbols(reader: Reader, symbolsAt: number, stringsAt: number): Promise<void> {
  reader.requireRange(symbolsAt, stringsAt - symbolsAt, 'the symbol table');
  const bytes = (await reader.struct(stringsAt, 4, 'the string table')).u32(0);
  reader.requireRange(stringsAt, bytes, 'the string table');
}

async function readOptionalHeader(
  reader: Reader,
  at: number,
  bytes: number,
): Promise<Pick<PeImage, 'subsystem' | 'directories'>> {
  const header = await reader.struct(at, bytes, 'the optional header');
  const magic = header.u16(0);
  if (magic !== PE32 && magic !== PE32_PLUS) throw reader.malformed(`its optional header is 0x${magic.toString(16)}`);
  const countAt = magic === PE32_PLUS ? 108 : 92;
  const count = Math.min(header.u32(countAt), MAXIMUM_DIRECTORIES);
  const directories = Array.from({ length: count }, (_, number) => {
    const entry = header.part(countAt + 4 + number * 8, 8, 'the data directories');
    return { address: entry.u32(0), size: entry.u32(4) };
  });
  return { subsystem: header.u16(68), directories };
}

async function readSections(reader: Reader, at: number, count: number): Promise<PeSection[]> {
  const sections: PeSection[] = [];
  for await (const entry of reader.table(at, count, SECTION_BYTES, 'the section table')) {
    const section = {
      name: entry.text(0, 8),
      virtualBytes: entry.u32(8),
      address: entry.u32(12),
      fileBytes: entry.u32(16),
      offset: entry.u32(20),
      characteristics: entry.u32(36),
    };
    // Without an offset, it is memory that the file says nothing of.
    if (section.offset !== 0) reader.requireRange(section.offset, section.fileBytes, `the section ${section.name}`);
    sections.push(section);
  }
  return sections;
}
