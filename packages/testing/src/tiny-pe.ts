import { ByteWriter, packFields } from './byte-writer';

export interface TinyPe {
  /** PE32+; default. */
  readonly wide?: boolean;
  /** Default x86_64. */
  readonly machine?: number;
  readonly library?: boolean;
  readonly imports?: readonly string[];
  readonly delayedImports?: readonly string[];
  /** Default the console. */
  readonly subsystem?: number;
  readonly timestamp?: number;
  /** COFF symbols. */
  readonly symbols?: number;
  /** Names of further sections, discardable save `.debug_gdb_scripts`; long ones go through the string table. */
  readonly sections?: readonly string[];
}

const HEADERS_BYTES = 1024;
const BASE = 0x1000;

/** A well-formed PE of about two kilobytes, with what its reader looks at and nothing else. */
export function tinyPe(options: TinyPe): Buffer {
  const data = new ByteWriter(true);
  const imports = writeImports(data, options.imports ?? [], 20, 12);
  const delayed = writeImports(data, options.delayedImports ?? [], 32, 4);
  data.append(Buffer.alloc(16));
  const content = data.bytes();
  const symbols = options.symbols ?? 0;
  const strings = (options.sections ?? []).filter((name) => name.length > 8);
  const symbolsAt = symbols === 0 && strings.length === 0 ? 0 : HEADERS_BYTES + content.length;
  const file = new ByteWriter(true);
  file.append('MZ');
  file.append(Buffer.alloc(58));
  file.fields([4, 64]);
  writeHeaders(file, options, { symbolsAt, imports, delayed, contentBytes: content.length, strings });
  file.append(Buffer.alloc(HEADERS_BYTES - file.at));
  file.append(content);
  file.append(Buffer.alloc(symbols * 18));
  if (symbolsAt > 0) file.append(stringTable(strings));
  return file.bytes();
}

function writeImports(data: ByteWriter, names: readonly string[], entryBytes: number, nameAt: number): number {
  if (names.length === 0) return 0;
  const places = names.map((name) => data.append(`${name}\0`) + BASE);
  const start = data.at + BASE;
  for (const place of places) {
    const entry = Buffer.alloc(entryBytes);
    entry.writeUInt32LE(place, nameAt);
    data.append(entry);
  }
  data.append(Buffer.alloc(entryBytes));
  return start;
}

interface Layout {
  readonly symbolsAt: number;
  readonly imports: number;
  readonly delayed: number;
  readonly contentBytes: number;
  readonly strings: readonly string[];
}

function writeHeaders(file: ByteWriter, options: TinyPe, layout: Layout): void {
  const wide = options.wide ?? true;
  const sections = options.sections ?? [];
  const directories = Array.from({ length: 16 }, (_, number) => {
    const address = { 1: layout.imports, 13: layout.delayed }[number] ?? 0;
    return packFields(true, [
      [4, address],
      [4, address === 0 ? 0 : 20],
    ]);
  });
  const optionalBytes = (wide ? 112 : 96) + 128;
  file.append('PE\0\0');
  file.fields([2, options.machine ?? 0x8664], [2, 1 + sections.length], [4, options.timestamp ?? 0]);
  file.fields([4, layout.symbolsAt], [4, options.symbols ?? 0], [2, optionalBytes]);
  file.fields([2, options.library === true ? 0x2022 : 0x0022]);
  const optional = Buffer.alloc(wide ? 112 : 96);
  optional.writeUInt16LE(wide ? 0x20b : 0x10b, 0);
  optional.writeUInt16LE(options.subsystem ?? 3, 68);
  optional.writeUInt32LE(16, wide ? 108 : 92);
  file.append(Buffer.concat([optional, ...directories]));
  file.append(sectionRow('.idata', BASE, layout.contentBytes, HEADERS_BYTES, 0x40000040));
  sections.forEach((name, number) => {
    const place = layout.strings.indexOf(name);
    const short = place === -1 ? name : `/${String(stringPlace(layout.strings, place))}`;
    const flags = name === '.debug_gdb_scripts' ? 0x40000040 : 0x42000040;
    file.append(sectionRow(short, BASE * (16 + number), 0, 0, flags));
  });
}

function sectionRow(name: string, address: number, bytes: number, offset: number, flags: number): Buffer {
  return Buffer.concat([
    Buffer.from(name.padEnd(8, '\0'), 'latin1'),
    packFields(true, [
      [4, bytes],
      [4, address],
      [4, bytes],
      [4, offset],
      [4, 0],
      [4, 0],
      [4, 0],
      [4, flags],
    ]),
  ]);
}

/** The table begins with its own size. */
function stringTable(strings: readonly string[]): Buffer {
  const text = Buffer.from(strings.map((one) => `${one}\0`).join(''), 'latin1');
  return Buffer.concat([packFields(true, [[4, text.length + 4]]), text]);
}

function stringPlace(strings: readonly string[], number: number): number {
  return 4 + strings.slice(0, number).reduce((sum, one) => sum + one.length + 1, 0);
}
