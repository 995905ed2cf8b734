import { Failure } from '../failure';
import { partOf } from './byte-source';
import type { ByteSource } from './byte-source';
import { Reader } from './reader';
import type { Struct } from './reader';

/** A load command: what the loader is told, one after the other. */
export interface LoadCommand {
  readonly type: number;
  /** The whole command, its type and size included. */
  readonly body: Struct;
}

/** A Mach-O of one architecture; of a universal binary, one of its parts. Offsets are within the slice. */
export interface MachOSlice {
  readonly reader: Reader;
  readonly wide: boolean;
  readonly cpuType: number;
  readonly cpuSubtype: number;
  readonly fileType: number;
  readonly commands: readonly LoadCommand[];
  /** `LC_CODE_SIGNATURE`: where the signature lies. */
  readonly signature?: { readonly offset: number; readonly size: number };
}

// Numbers from Apple's <mach-o/loader.h> and <mach-o/fat.h>, as read big-endian.
const FAT_MAGIC = 0xcafebabe;
const FAT_MAGIC_64 = 0xcafebabf;
const MAGICS: ReadonlyMap<number, { readonly wide: boolean; readonly littleEndian: boolean }> = new Map([
  [0xfeedface, { wide: false, littleEndian: false }],
  [0xfeedfacf, { wide: true, littleEndian: false }],
  [0xcefaedfe, { wide: false, littleEndian: true }],
  [0xcffaedfe, { wide: true, littleEndian: true }],
]);
const LC_CODE_SIGNATURE = 0x1d;
export const LC_SEGMENT = 0x1;
export const LC_SEGMENT_64 = 0x19;

/** Java's class files share the magic of universal binaries and have their version, at least 45, where the count is. */
const MAXIMUM_SLICES = 44;

/** Real commands take a few kilobytes; the kernel itself reads no more than fits its own limits. */
const MAXIMUM_COMMANDS_BYTES = 1024 * 1024;

/** Whether the file starts as a Mach-O does; a Java class file does too. */
export async function isMachO(source: ByteSource): Promise<boolean> {
  const start = await source.read(0, 4);
  const magic = start.length < 4 ? 0 : start.readUInt32BE(0);
  return magic === FAT_MAGIC || magic === FAT_MAGIC_64 || MAGICS.has(magic);
}

/**
 * The parts of a universal binary, or the file itself.
 *
 * @throws Failure `binary-malformed`, `binary-foreign`
 */
export async function machOSlices(source: ByteSource): Promise<ByteSource[]> {
  const reader = new Reader(source, false);
  const magic = (await reader.struct(0, 4, 'the Mach-O header')).u32(0);
  if (magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) return [source];
  const count = (await reader.struct(0, 8, 'the header of a universal binary')).u32(4);
  if (count > MAXIMUM_SLICES) {
    throw new Failure('binary-foreign', { message: `${source.name} is a Java class file, not a binary` });
  }
  if (count === 0) throw reader.malformed('it is a universal binary of no architecture');
  const wide = magic === FAT_MAGIC_64;
  const slices: ByteSource[] = [];
  for await (const entry of reader.table(8, count, wide ? 32 : 20, 'the table of architectures')) {
    const [offset, size] = [entry.word(8, wide), entry.word(wide ? 16 : 12, wide)];
    if (!(offset + size <= source.size)) throw reader.malformed('one of its architectures is cut off');
    slices.push(partOf(source, offset, size));
  }
  return slices;
}

/** @throws Failure `binary-malformed` */
export async function readMachOSlice(source: ByteSource): Promise<MachOSlice> {
  const magic = (await new Reader(source, false).struct(0, 4, 'the Mach-O header')).u32(0);
  const shape = MAGICS.get(magic);
  const reader = new Reader(source, shape?.littleEndian ?? false);
  if (shape === undefined) throw reader.malformed('one of its architectures is no Mach-O');
  const header = await reader.struct(0, shape.wide ? 32 : 28, 'the Mach-O header');
  const commands = await readCommands(reader, shape.wide ? 32 : 28, header.u32(16), header.u32(20));
  for (const command of commands) requireSegment(reader, command);
  const signature = commands.find((one) => one.type === LC_CODE_SIGNATURE)?.body;
  return {
    reader,
    wide: shape.wide,
    cpuType: header.u32(4),
    cpuSubtype: header.u32(8),
    fileType: header.u32(12),
    commands,
    ...(signature === undefined ? {} : { signature: { offset: signature.u32(8), size: signature.u32(12) } }),
  };
}

/** The segments hold all of a program, symbols last: one that is not wholly there is a file that was cut off. */
function requireSegment(reader: Reader, { type, body }: LoadCommand): void {
  if (type !== LC_SEGMENT && type !== LC_SEGMENT_64) return;
  const wide = type === LC_SEGMENT_64;
  const [offset, size] = wide ? [body.u64(40), body.u64(48)] : [body.u32(32), body.u32(36)];
  reader.requireRange(offset, size, `the segment ${JSON.stringify(body.text(8, 16))}`);
}

async function readCommands(reader: Reader, start: number, count: number, bytes: number): Promise<LoadCommand[]> {
  if (bytes > MAXIMUM_COMMANDS_BYTES) throw reader.malformed(`its load commands take ${String(bytes)} bytes`);
  const area = await reader.struct(start, bytes, 'the load commands');
  const commands: LoadCommand[] = [];
  let at = 0;
  // Each command takes at least 8 bytes of a bounded area, so a hostile count ends with it.
  for (let number = 0; number < count; number += 1) {
    const size = area.part(at, 8, 'a load command').u32(4);
    if (size < 8) throw reader.malformed(`load command ${String(number + 1)} is ${String(size)} bytes long`);
    const body = area.part(at, size, `load command ${String(number + 1)}`);
    commands.push({ type: body.u32(0), body });
    at += size;
  }
  return commands;
}
