import type { ElfImage } from './elf-image';
import { offsetOf, PT_DYNAMIC } from './elf-image';

/** The dynamic section: what the loader reads. Absent in a static binary. */
export interface ElfDynamic {
  /** Tag → value, for tags that occur once. */
  readonly values: ReadonlyMap<number, number>;
  /** `DT_NEEDED`, in the file's order. */
  readonly needed: readonly string[];
}

export const DT_HASH = 4;
export const DT_STRTAB = 5;
export const DT_SYMTAB = 6;
export const DT_SONAME = 14;
export const DT_GNU_HASH = 0x6ffffef5;
export const DT_VERSYM = 0x6ffffff0;
export const DT_FLAGS_1 = 0x6ffffffb;
export const DT_VERNEED = 0x6ffffffe;
export const DT_VERNEEDNUM = 0x6fffffff;

const DT_NULL = 0;
const DT_NEEDED = 1;

/** Far more libraries than any program links to; a hostile table is not followed further. */
const MAXIMUM_NEEDED = 10_000;

/** @throws Failure `binary-malformed` */
export async function readElfDynamic(image: ElfImage): Promise<ElfDynamic | undefined> {
  const segment = image.segments.find((one) => one.type === PT_DYNAMIC);
  // A file of debug symbols alone keeps the header and no bytes.
  if (segment === undefined || segment.fileBytes === 0) return undefined;
  const entryBytes = image.wide ? 16 : 8;
  const count = Math.floor(segment.fileBytes / entryBytes);
  const values = new Map<number, number>();
  const neededAt: number[] = [];
  for await (const entry of image.reader.table(segment.offset, count, entryBytes, 'the dynamic section')) {
    const tag = entry.word(0, image.wide);
    const value = entry.word(entryBytes / 2, image.wide);
    if (tag === DT_NULL) break;
    if (tag === DT_NEEDED) neededAt.push(value);
    else values.set(tag, value);
  }
  if (neededAt.length > MAXIMUM_NEEDED) throw image.reader.malformed(`it needs ${String(neededAt.length)} libraries`);
  const needed: string[] = [];
  for (const at of neededAt) needed.push(await dynamicText(image, values, at, 'the name of a needed library'));
  return { values, needed };
}

/** A name in the dynamic string table. */
export async function dynamicText(
  image: ElfImage,
  values: ReadonlyMap<number, number>,
  at: number,
  what: string,
): Promise<string> {
  const table = values.get(DT_STRTAB);
  if (table === undefined) throw image.reader.malformed('its dynamic section names no string table');
  return image.reader.text(offsetOf(image, table, 'the dynamic string table') + at, what);
}
