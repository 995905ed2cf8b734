import { ByteWriter, packFields, StringTable } from './byte-writer';

export interface TinyElfVersion {
  readonly library: string;
  /** `GLIBC_2.34` */
  readonly version: string;
  /** The need's own flag. */
  readonly weak?: boolean;
  readonly symbols: readonly { readonly name: string; readonly weak?: boolean }[];
}

export interface TinyElf {
  readonly wide?: boolean;
  readonly littleEndian?: boolean;
  /** `e_machine`; default x86_64. */
  readonly machine?: number;
  /** `e_type`; default `ET_DYN`. */
  readonly type?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
  /** `DF_1_PIE`. */
  readonly pie?: boolean;
  readonly versions?: readonly TinyElfVersion[];
  /** What tells the number of dynamic symbols. */
  readonly countedBy?: 'section' | 'sysv-hash' | 'gnu-hash' | 'nothing';
  /** Hexadecimal. */
  readonly buildId?: string;
  /** Section names; `.symtab` is a symbol table, `.debug_gdb_scripts` is loaded. */
  readonly sections?: readonly string[];
}

type Fields = Parameters<typeof packFields>[1];

/** Addresses are offsets plus this, so that an offset taken for an address is noticed. */
const BASE = 0x10000;

interface Word {
  readonly size: 4 | 8;
  readonly wide: boolean;
}

interface Range {
  readonly at: number;
  readonly size: number;
}

/** A well-formed ELF file of a few hundred bytes, with what its readers look at and nothing else. */
export function tinyElf(options: TinyElf): Buffer {
  const wide = options.wide ?? true;
  const word: Word = { size: wide ? 8 : 4, wide };
  const body = new ByteWriter(options.littleEndian ?? true);
  const headerBytes = wide ? 64 : 52;
  const segmentBytes = (wide ? 56 : 32) * 4;
  body.append(Buffer.alloc(headerBytes + segmentBytes));
  const interpreter = options.interpreter === undefined ? undefined : range(body, `${options.interpreter}\0`);
  const note = options.buildId === undefined ? undefined : range(body, noteOf(body, options.buildId));
  const dynamic = isDynamic(options) ? writeDynamic(body, word, options) : undefined;
  const sections = writeSections(body, word, options, dynamic?.symbols);
  const file = body.bytes();
  const segments = [
    segment(body, word, 1, { at: 0, size: file.length }),
    segment(body, word, 3, interpreter),
    segment(body, word, 4, note),
    segment(body, word, 2, dynamic?.table),
  ];
  Buffer.concat([elfHeader(body, word, options, headerBytes, sections), ...segments]).copy(file);
  return file;
}

function range(body: ByteWriter, bytes: Buffer | string): Range {
  body.align(8);
  const at = body.append(bytes);
  return { at, size: body.at - at };
}

function isDynamic({ needed, soname, pie, versions }: TinyElf): boolean {
  return needed !== undefined || soname !== undefined || pie === true || versions !== undefined;
}

function noteOf(body: ByteWriter, buildId: string): Buffer {
  const content = Buffer.from(buildId, 'hex');
  const other = Buffer.concat([
    packFields(body.littleEndian, [
      [4, 4],
      [4, 4],
      [4, 1],
    ]),
    Buffer.from('ABC\0abcd'),
  ]);
  const header = packFields(body.littleEndian, [
    [4, 4],
    [4, content.length],
    [4, 3],
  ]);
  return Buffer.concat([other, header, Buffer.from('GNU\0'), content]);
}

function segment(body: ByteWriter, word: Word, type: number, place: Range | undefined): Buffer {
  const { at, size } = place ?? { at: 0, size: 0 };
  const [w, address] = [word.size, at + BASE];
  const fields: Fields = word.wide
    ? [
        [4, place === undefined ? 0 : type],
        [4, 4],
        [w, at],
        [w, address],
        [w, address],
        [w, size],
        [w, size],
        [w, 1],
      ]
    : [
        [4, place === undefined ? 0 : type],
        [w, at],
        [w, address],
        [w, address],
        [w, size],
        [w, size],
        [4, 4],
        [w, 1],
      ];
  return packFields(body.littleEndian, fields);
}

function writeDynamic(body: ByteWriter, word: Word, options: TinyElf): { table: Range; symbols: Range } {
  const strings = new StringTable();
  const entries: [tag: number, value: number][] = [];
  for (const name of options.needed ?? []) entries.push([1, strings.add(name)]);
  if (options.soname !== undefined) entries.push([14, strings.add(options.soname)]);
  if (options.pie === true) entries.push([0x6ffffffb, 0x08000000]);
  const versions = options.versions ?? [];
  const { symbols, count, indices } = writeSymbols(body, word, versions, strings);
  entries.push([6, symbols.at + BASE]);
  if (versions.length > 0) {
    entries.push([0x6ffffff0, range(body, indices).at + BASE]);
    entries.push([0x6ffffffe, range(body, versionNeeds(body, versions, strings)).at + BASE]);
    entries.push([0x6fffffff, new Set(versions.map((one) => one.library)).size]);
  }
  if (options.countedBy === 'sysv-hash') {
    entries.push([
      4,
      range(
        body,
        packFields(body.littleEndian, [
          [4, 1],
          [4, count],
        ]),
      ).at + BASE,
    ]);
  }
  if (options.countedBy === 'gnu-hash') {
    entries.push([
      0x6ffffef5,
      range(
        body,
        packFields(body.littleEndian, [
          [4, 1],
          [4, count],
        ]),
      ).at + BASE,
    ]);
  }
  entries.push([5, range(body, strings.bytes()).at + BASE], [0, 0]);
  const fields = entries.flatMap(([tag, value]): Fields => [
    [word.size, tag],
    [word.size, value],
  ]);
  return { table: range(body, packFields(body.littleEndian, fields)), symbols };
}

function writeSymbols(body: ByteWriter, word: Word, versions: readonly TinyElfVersion[], strings: StringTable) {
  const undefinedSymbols = versions.flatMap((one, version) =>
    one.symbols.map((symbol) => ({ ...symbol, version: version + 2, section: 0 })),
  );
  // A symbol that the file defines itself, whose index happens to be that of a needed version.
  const all = [...undefinedSymbols, { name: 'defined_here', version: 2, section: 1, weak: false }];
  const rows = all.map((symbol) => {
    const [name, info] = [strings.add(symbol.name), symbol.weak === true ? 0x22 : 0x12];
    const fields: Fields = word.wide
      ? [
          [4, name],
          [1, info],
          [1, 0],
          [2, symbol.section],
          [8, 0],
          [8, 0],
        ]
      : [
          [4, name],
          [4, 0],
          [4, 0],
          [1, info],
          [1, 0],
          [2, symbol.section],
        ];
    return packFields(body.littleEndian, fields);
  });
  const symbols = range(body, Buffer.concat([Buffer.alloc(word.wide ? 24 : 16), ...rows]));
  // The high bit hides a symbol from others; it is no part of the index.
  const indices = all.map(({ version }, number) => [2, version | (number === 0 ? 0x8000 : 0)] as const);
  return { symbols, count: all.length + 1, indices: packFields(body.littleEndian, [[2, 0], ...indices]) };
}

function versionNeeds(body: ByteWriter, versions: readonly TinyElfVersion[], strings: StringTable): Buffer {
  const numbered = versions.map((one, number) => ({ ...one, index: number + 2 }));
  const libraries = [...new Set(versions.map((one) => one.library))];
  return Buffer.concat(
    libraries.map((library, number) => {
      const own = numbered.filter((one) => one.library === library);
      const next = number === libraries.length - 1 ? 0 : 16 + own.length * 16;
      const header: Fields = [
        [2, 1],
        [2, own.length],
        [4, strings.add(library)],
        [4, 16],
        [4, next],
      ];
      const rows = own.map(({ version, weak, index }, row): Fields => {
        const last = row === own.length - 1;
        return [
          [4, 0],
          [2, weak === true ? 2 : 0],
          [2, index],
          [4, strings.add(version)],
          [4, last ? 0 : 16],
        ];
      });
      return packFields(body.littleEndian, [...header, ...rows.flat()]);
    }),
  );
}

interface SectionTable extends Range {
  readonly count: number;
  readonly names: number;
}

function writeSections(body: ByteWriter, word: Word, options: TinyElf, symbols: Range | undefined): SectionTable {
  const names = ['', ...(options.sections ?? []), '.shstrtab'];
  if ((options.countedBy ?? 'section') === 'section' && symbols !== undefined) names.push('.dynsym');
  if (names.length === 2) return { at: 0, size: 0, count: 0, names: 0 };
  const strings = new StringTable();
  const nameAt = names.map((name) => (name === '' ? 0 : strings.add(name)));
  const stringsRange = range(body, strings.bytes());
  const rows = names.map((name, number) => {
    const place = name === '.dynsym' ? (symbols ?? stringsRange) : stringsRange;
    return sectionRow(body, word, name, nameAt[number] ?? 0, place);
  });
  const table = range(body, Buffer.concat(rows));
  return { ...table, count: names.length, names: names.indexOf('.shstrtab') };
}

function sectionRow(body: ByteWriter, word: Word, name: string, nameAt: number, place: Range): Buffer {
  const types: Readonly<Record<string, number>> = { '': 0, '.symtab': 2, '.shstrtab': 3, '.dynsym': 11 };
  const w = word.size;
  const flags = name === '.debug_gdb_scripts' ? 2 : 0;
  return packFields(body.littleEndian, [
    [4, nameAt],
    [4, types[name] ?? 1],
    [w, flags],
    [w, 0],
    [w, name === '' ? 0 : place.at],
    [w, name === '' ? 0 : place.size],
    [4, 0],
    [4, 0],
    [w, 1],
    [w, 0],
  ]);
}

function elfHeader(
  body: ByteWriter,
  word: Word,
  options: TinyElf,
  headerBytes: number,
  sections: SectionTable,
): Buffer {
  const ident = Buffer.from([0x7f, 0x45, 0x4c, 0x46, word.wide ? 2 : 1, body.littleEndian ? 1 : 2, 1]);
  const w = word.size;
  return Buffer.concat([
    ident,
    Buffer.alloc(16 - ident.length),
    packFields(body.littleEndian, [
      [2, options.type ?? 3],
      [2, options.machine ?? 62],
      [4, 1],
      [w, 0],
      [w, headerBytes],
      [w, sections.at],
      [4, 0],
      [2, headerBytes],
      [2, word.wide ? 56 : 32],
      [2, 4],
      [2, word.wide ? 64 : 40],
      [2, sections.count],
      [2, sections.names],
    ]),
  ]);
}
