import { Failure } from '../failure';
import type { ByteSource } from './byte-source';

/** Longest name that is read out of a binary: paths and symbols are shorter, Rust's mangled ones included. */
const MAXIMUM_TEXT_BYTES = 16 * 1024;

/** Names in binaries are short, so most are found in the first piece. */
const TEXT_PIECE_BYTES = 256;

/** Largest table that is held in memory at once. */
const MAXIMUM_STRUCT_BYTES = 16 * 1024 * 1024;

/** Bytes of a table that are read at a time. */
const TABLE_PIECE_BYTES = 64 * 1024;

/** Fields of one structure, each read checked against its end. */
export class Struct {
  constructor(
    private readonly bytes: Buffer,
    private readonly littleEndian: boolean,
    private readonly what: string,
    private readonly malformed: (what: string) => Failure,
  ) {}

  get length(): number {
    return this.bytes.length;
  }

  u8(offset: number): number {
    return this.checked(offset, 1).readUInt8(offset);
  }

  u16(offset: number): number {
    const bytes = this.checked(offset, 2);
    return this.littleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset);
  }

  u32(offset: number): number {
    const bytes = this.checked(offset, 4);
    return this.littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
  }

  /** Inexact above 2^53: no file is that long, so what is inexact is refused when it is used as an offset. */
  u64(offset: number): number {
    const bytes = this.checked(offset, 8);
    return Number(this.littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset));
  }

  /** An address or offset of the format's word size. */
  word(offset: number, wide: boolean): number {
    return wide ? this.u64(offset) : this.u32(offset);
  }

  /** Text up to its NUL, or to the end of a field of `length` bytes. */
  text(offset: number, length: number): string {
    const field = this.checked(offset, length).subarray(offset, offset + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end === -1 ? length : end);
  }

  slice(offset: number, length: number): Buffer {
    return this.checked(offset, length).subarray(offset, offset + length);
  }

  part(offset: number, length: number, what: string): Struct {
    return new Struct(this.slice(offset, length), this.littleEndian, what, this.malformed);
  }

  private checked(offset: number, length: number): Buffer {
    if (offset + length > this.bytes.length) throw this.malformed(`${this.what}: too short`);
    return this.bytes;
  }
}

/** Reads structures out of a source whose every number may be a lie. */
export class Reader {
  constructor(
    readonly source: ByteSource,
    readonly littleEndian: boolean,
  ) {}

  malformed(what: string): Failure {
    return new Failure('binary-malformed', {
      message: `${this.source.name} is damaged: ${what}`,
      hint: 'build it again; a truncated copy or a full disk leaves such a file',
    });
  }

  /** @throws Failure `binary-malformed` where the structure does not lie wholly in the file. */
  async struct(offset: number, length: number, what: string): Promise<Struct> {
    this.requireRange(offset, length, what);
    if (length > MAXIMUM_STRUCT_BYTES) throw this.malformed(`${what} is ${String(length)} bytes long`);
    const bytes = await this.source.read(offset, length);
    if (bytes.length < length) throw this.malformed(`${what} is cut off`);
    return new Struct(bytes, this.littleEndian, what, (reason) => this.malformed(reason));
  }

  /** The entries of a table, read in pieces; what a header counts is checked against the file before the first. */
  async *table(offset: number, count: number, entryBytes: number, what: string): AsyncGenerator<Struct> {
    this.requireRange(offset, count * entryBytes, what);
    const perPiece = Math.max(1, Math.floor(TABLE_PIECE_BYTES / entryBytes));
    for (let first = 0; first < count; first += perPiece) {
      const entries = Math.min(perPiece, count - first);
      const piece = await this.struct(offset + first * entryBytes, entries * entryBytes, what);
      for (let entry = 0; entry < entries; entry += 1) yield piece.part(entry * entryBytes, entryBytes, what);
    }
  }

  /** The NUL-terminated text at `offset`. */
  async text(offset: number, what: string): Promise<string> {
    this.requireRange(offset, 1, what);
    for (let length = TEXT_PIECE_BYTES; length <= MAXIMUM_TEXT_BYTES; length *= 4) {
      const bytes = await this.source.read(offset, Math.min(length, this.source.size - offset));
      const end = bytes.indexOf(0);
      if (end !== -1) return bytes.toString('utf8', 0, end);
      if (bytes.length < length) break;
    }
    throw this.malformed(`${what} has no end`);
  }

  /** @throws Failure `binary-malformed` where the range does not lie wholly in the file. */
  requireRange(offset: number, length: number, what: string): void {
    // `!(…)` rather than `>`, so that what is not a number is refused too.
    if (!(offset + length <= this.source.size)) {
      throw this.malformed(
        `${what} lies at ${String(offset)}–${String(offset + length)}, the file ends at ${String(this.source.size)}`,
      );
    }
  }
}
