import { createHash } from 'node:crypto';
import { ByteWriter, packFields } from './byte-writer';

export interface TinyMachO {
  readonly wide?: boolean;
  readonly littleEndian?: boolean;
  /** Default arm64. */
  readonly cpuType?: number;
  /** Default `MH_EXECUTE`. */
  readonly fileType?: number;
  readonly libraries?: readonly string[];
  /** `xxxx.yy.zz` as nibbles; default 11.0. */
  readonly minimumMacos?: number;
  /** `legacy` writes `LC_VERSION_MIN_MACOSX`; `ios` a version of another system. */
  readonly versionCommand?: 'build' | 'legacy' | 'ios' | 'none';
  /** Hexadecimal, 16 bytes. */
  readonly uuid?: string;
  /** `n_type` of each symbol. */
  readonly symbols?: readonly number[];
  /** Numbers of the symbols that the indirect symbol table lists. */
  readonly indirectSymbols?: readonly number[];
  readonly dwarf?: boolean;
  readonly signature?: 'none' | 'ad-hoc' | 'signed';
  /** `hashType`, `hashSize` of the code directory; default SHA-256. */
  readonly hash?: readonly [type: number, bytes: number];
  /** Writes the 64-bit limit of newer code directories. */
  readonly wideLimit?: boolean;
}

type Fields = Parameters<typeof packFields>[1];

/** As Apple's tools sign: pages of 4 KiB, so that a padded tiny file has two. */
const PAGE_SHIFT = 12;
const CONTENT_BYTES = 5000;

/** A well-formed Mach-O of one architecture, with valid page hashes where it is signed. */
export function tinyMachO(options: TinyMachO): Buffer {
  const [wide, littleEndian] = [options.wide ?? true, options.littleEndian ?? true];
  const symbols = Buffer.concat((options.symbols ?? []).map((type) => symbolRow(wide, littleEndian, type)));
  const indirect = packFields(
    littleEndian,
    (options.indirectSymbols ?? []).map((number) => [4, number]),
  );
  const symbolsAt = CONTENT_BYTES;
  const indirectAt = symbolsAt + symbols.length;
  const signatureAt = Math.ceil((indirectAt + indirect.length) / 16) * 16;
  const signature = options.signature ?? 'ad-hoc';
  const pages = Math.ceil(signatureAt / 2 ** PAGE_SHIFT);
  const signatureBytes = signature === 'none' ? 0 : signatureOf(options, Buffer.alloc(signatureAt), pages).length;
  const commands = [
    ...commandsOf(options, littleEndian),
    command(littleEndian, 0x2, [
      [4, symbolsAt],
      [4, options.symbols?.length ?? 0],
      [4, 0],
      [4, 0],
    ]),
    ...(indirect.length === 0 ? [] : [dynamicSymbols(littleEndian, indirectAt, indirect.length / 4)]),
    ...(signature === 'none'
      ? []
      : [
          command(littleEndian, 0x1d, [
            [4, signatureAt],
            [4, signatureBytes],
          ]),
        ]),
  ];
  const file = new ByteWriter(littleEndian);
  const area = Buffer.concat(commands);
  file.fields(
    [4, wide ? 0xfeedfacf : 0xfeedface],
    [4, options.cpuType ?? 0x0100000c],
    [4, 0],
    [4, options.fileType ?? 2],
    [4, commands.length],
    [4, area.length],
    [4, 0],
  );
  if (wide) file.fields([4, 0]);
  file.append(area);
  file.append(Buffer.alloc(symbolsAt - file.at, 'code'));
  file.append(symbols);
  file.append(indirect);
  file.align(16);
  const content = file.bytes();
  return signature === 'none' ? content : Buffer.concat([content, signatureOf(options, content, pages)]);
}

function symbolRow(wide: boolean, littleEndian: boolean, type: number): Buffer {
  return packFields(littleEndian, [
    [4, 0],
    [1, type],
    [1, 0],
    [2, 0],
    [wide ? 8 : 4, 0],
  ]);
}

/** `LC_DYSYMTAB` with its indirect symbols alone; their place follows twelve numbers and four more come after. */
function dynamicSymbols(littleEndian: boolean, at: number, count: number): Buffer {
  const none = (numbers: number): Fields => Array.from({ length: numbers }, () => [4, 0] as const);
  return command(littleEndian, 0xb, [...none(12), [4, at], [4, count], ...none(4)]);
}

function command(littleEndian: boolean, type: number, fields: Fields, rest: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([packFields(littleEndian, fields), rest]);
  return Buffer.concat([
    packFields(littleEndian, [
      [4, type],
      [4, 8 + body.length],
    ]),
    body,
  ]);
}

function commandsOf(options: TinyMachO, littleEndian: boolean): Buffer[] {
  const version = options.minimumMacos ?? 0x000b0000;
  const versions = {
    build: [
      command(littleEndian, 0x32, [
        [4, 1],
        [4, version],
        [4, version],
        [4, 0],
      ]),
    ],
    ios: [
      command(littleEndian, 0x32, [
        [4, 2],
        [4, version],
        [4, version],
        [4, 0],
      ]),
    ],
    legacy: [
      command(littleEndian, 0x24, [
        [4, version],
        [4, version],
      ]),
    ],
    none: [],
  };
  return [
    ...(options.uuid === undefined ? [] : [command(littleEndian, 0x1b, [], Buffer.from(options.uuid, 'hex'))]),
    ...(options.dwarf === true ? [command(littleEndian, 0x19, [], Buffer.from('__DWARF'.padEnd(64, '\0')))] : []),
    ...versions[options.versionCommand ?? 'build'],
    ...(options.libraries ?? []).map((name) =>
      command(
        littleEndian,
        0xc,
        [
          [4, 24],
          [4, 0],
          [4, 0],
          [4, 0],
        ],
        Buffer.from(name.padEnd(64, '\0')),
      ),
    ),
  ];
}

/** Big-endian, whatever the machine: a superblob of the code directory and, where signed, a stand-in for the CMS. */
function signatureOf(options: TinyMachO, content: Buffer, pages: number): Buffer {
  const directory = directoryOf(options, content, pages);
  const parts: [slot: number, blob: Buffer][] = [[0, directory]];
  const cms = options.signature === 'signed' ? Buffer.from('certificate') : Buffer.alloc(0);
  const wrapper = Buffer.concat([
    packFields(false, [
      [4, 0xfade0b01],
      [4, 8 + cms.length],
    ]),
    cms,
  ]);
  parts.push([0x10000, wrapper]);
  const index: [4, number][] = [];
  let at = 12 + parts.length * 8;
  for (const [slot, blob] of parts) {
    index.push([4, slot], [4, at]);
    at += blob.length;
  }
  const header = packFields(false, [[4, 0xfade0cc0], [4, at], [4, parts.length], ...index]);
  return Buffer.concat([header, ...parts.map(([, blob]) => blob)]);
}

const ALGORITHMS: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 3: 'sha256', 4: 'sha384' };

function directoryOf(options: TinyMachO, content: Buffer, pages: number): Buffer {
  const [type, hashBytes] = options.hash ?? [2, 32];
  const wideLimit = options.wideLimit === true;
  const identifier = Buffer.from('tiny\0');
  const hashesAt = 64 + identifier.length;
  const header = packFields(false, [
    [4, 0xfade0c02],
    [4, hashesAt + pages * hashBytes],
    [4, wideLimit ? 0x20400 : 0x20100],
    [4, options.signature === 'signed' ? 0 : 2],
    [4, hashesAt],
    [4, 64],
    [4, 0],
    [4, pages],
    [4, wideLimit ? 0 : content.length],
    [1, hashBytes],
    [1, type],
    [1, 0],
    [1, PAGE_SHIFT],
    [4, 0],
    [4, 0],
    [4, 0],
    [4, 0],
    [8, wideLimit ? content.length : 0],
  ]);
  const hashes = Array.from({ length: pages }, (_, page) => {
    const bytes = content.subarray(page * 2 ** PAGE_SHIFT, (page + 1) * 2 ** PAGE_SHIFT);
    return createHash(ALGORITHMS[type] ?? 'sha256')
      .update(bytes)
      .digest()
      .subarray(0, hashBytes);
  });
  return Buffer.concat([header, identifier, ...hashes]);
}

/** A universal binary of these parts. */
export function tinyFatMachO(slices: readonly Buffer[], options: { readonly wide?: boolean } = {}): Buffer {
  const wide = options.wide ?? false;
  const file = new ByteWriter(false);
  const size = wide ? 8 : 4;
  let at = 4096;
  const rows: (readonly [4 | 8, number])[] = [];
  for (const slice of slices) {
    rows.push([4, 0], [4, 0], [size, at], [size, slice.length], [4, 12], ...(wide ? [[4, 0] as const] : []));
    at += Math.ceil(slice.length / 4096) * 4096;
  }
  file.fields([4, wide ? 0xcafebabf : 0xcafebabe], [4, slices.length], ...rows);
  for (const slice of slices) {
    file.align(4096);
    file.append(slice);
  }
  return file.bytes();
}
