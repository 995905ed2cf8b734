import { Failure } from '../failure';
import { withFile } from './byte-source';
import type { ByteSource } from './byte-source';
import { readElf } from './elf';
import type { BinaryFacts } from './facts';
import { readMachO } from './mach-o';
import { isMachO } from './mach-o-image';
import { readPe } from './pe';

const ELF_MAGIC = 0x7f454c46;
const DOS_MAGIC = 0x4d5a;

/**
 * What a binary says of itself. Reads by position, a few kilobytes at a time, and trusts no number in the file.
 *
 * @throws Failure `binary-malformed` for a damaged one, `binary-foreign` for a file of no known format,
 * `artifact-missing` where there is none
 */
export function readBinary(file: string): Promise<BinaryFacts> {
  return withFile(file, readBinaryFrom);
}

/** @throws Failure `binary-malformed`, `binary-foreign` */
export async function readBinaryFrom(source: ByteSource): Promise<BinaryFacts> {
  const start = await source.read(0, 4);
  const magic = start.length < 4 ? 0 : start.readUInt32BE(0);
  if (magic === ELF_MAGIC) return readElf(source);
  if (await isMachO(source)) return readMachO(source);
  if (magic >>> 16 === DOS_MAGIC) return readPe(source);
  throw new Failure('binary-foreign', {
    message: `${source.name} is no ELF, Mach-O or PE binary`,
    ...(source.size === 0 ? { hint: 'the file is empty' } : {}),
  });
}
