/** Lays out a file by hand: appends, and tells where what was appended lies. */
export class ByteWriter {
  private readonly pieces: Buffer[] = [];
  private length = 0;

  constructor(readonly littleEndian: boolean) {}

  /** Offset of the next byte. */
  get at(): number {
    return this.length;
  }

  append(bytes: Buffer | string): number {
    const start = this.length;
    const piece = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    this.pieces.push(piece);
    this.length += piece.length;
    return start;
  }

  align(bytes: number): void {
    this.append(Buffer.alloc((bytes - (this.length % bytes)) % bytes));
  }

  /** Values with their sizes in bytes, `[[2, 62], [4, 1]]`. */
  fields(...values: readonly (readonly [size: 1 | 2 | 4 | 8, value: number])[]): number {
    return this.append(packFields(this.littleEndian, values));
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

export function packFields(
  littleEndian: boolean,
  values: readonly (readonly [size: 1 | 2 | 4 | 8, value: number])[],
): Buffer {
  return Buffer.concat(
    values.map(([size, value]) => {
      const field = Buffer.alloc(8);
      field.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      const narrow = field.subarray(0, size);
      return littleEndian ? narrow : narrow.reverse();
    }),
  );
}

/** Texts joined with NULs, and where each begins; the empty text is at 0. */
export class StringTable {
  private text = '\0';

  add(value: string): number {
    const at = this.text.length;
    this.text += `${value}\0`;
    return at;
  }

  bytes(): Buffer {
    return Buffer.from(this.text, 'latin1');
  }
}
