import { createHash } from 'node:crypto';
import { withFile } from './byte-source';
import type { ByteSource } from './byte-source';
import type { BinaryFacts } from './facts';
import { isMachO, machOSlices, readMachOSlice } from './mach-o-image';
import type { MachOSlice } from './mach-o-image';
import { Reader } from './reader';
import type { Struct } from './reader';

/** The parts of a signature that say how it was made and what it covers. */
interface Signature {
  readonly adHoc: boolean;
  readonly hasCertificate: boolean;
  /** Offset in the slice of the code directory, the list of page hashes. */
  readonly directoryAt: number;
  readonly directory: Struct;
}

// Numbers and offsets from Apple's xnu, osfmk/kern/cs_blobs.h. Everything in a signature is big-endian.
const MAGIC_SUPERBLOB = 0xfade0cc0;
const MAGIC_DIRECTORY = 0xfade0c02;
const MAGIC_WRAPPER = 0xfade0b01;
const SLOT_DIRECTORY = 0;
const SLOT_SIGNATURE = 0x10000;
const FLAG_AD_HOC = 2;
const DIRECTORY_BYTES = 44;
const VERSION_WITH_WIDE_LIMIT = 0x20300;
const WIDE_LIMIT_AT = 56;
const HASHES: ReadonlyMap<number, { readonly name: string; readonly bytes: number }> = new Map([
  [1, { name: 'sha1', bytes: 20 }],
  [2, { name: 'sha256', bytes: 32 }],
  [3, { name: 'sha256', bytes: 20 }],
  [4, { name: 'sha384', bytes: 48 }],
]);

/** A signature has a handful of blobs: directory, alternates, requirements, entitlements, certificate. */
const MAXIMUM_BLOBS = 64;

/** Apple's tools write pages of 4 or 16 KiB; 64 KiB is the largest that is hashed in one go here. */
const MAXIMUM_PAGE_SHIFT = 16;

/** @throws Failure `binary-malformed` where there is a signature that cannot be read. */
export async function readSignatureKind(slice: MachOSlice): Promise<NonNullable<BinaryFacts['signature']>> {
  if (slice.signature === undefined) return 'none';
  const { adHoc, hasCertificate } = await readSignature(slice, slice.signature.offset);
  return hasCertificate && !adHoc ? 'signed' : 'ad-hoc';
}

async function readSignature(slice: MachOSlice, start: number): Promise<Signature> {
  const reader = new Reader(slice.reader.source, false);
  const header = await reader.struct(start, 12, 'the code signature');
  if (header.u32(0) !== MAGIC_SUPERBLOB) throw reader.malformed('its code signature is not one');
  const count = header.u32(8);
  if (count > MAXIMUM_BLOBS) throw reader.malformed(`its code signature has ${String(count)} parts`);
  let directoryAt: number | undefined;
  let hasCertificate = false;
  for await (const entry of reader.table(start + 12, count, 8, 'the index of the code signature')) {
    const at = start + entry.u32(4);
    const blob = await reader.struct(at, 8, 'a part of the code signature');
    if (entry.u32(0) === SLOT_DIRECTORY && blob.u32(0) === MAGIC_DIRECTORY) directoryAt = at;
    // Ad-hoc signers may leave an empty wrapper, 8 bytes of header alone.
    if (entry.u32(0) === SLOT_SIGNATURE && blob.u32(0) === MAGIC_WRAPPER && blob.u32(4) > 8) hasCertificate = true;
  }
  if (directoryAt === undefined) throw reader.malformed('its code signature has no code directory');
  const directory = await reader.struct(directoryAt, DIRECTORY_BYTES, 'the code directory');
  return { adHoc: (directory.u32(12) & FLAG_AD_HOC) !== 0, hasCertificate, directoryAt, directory };
}

/**
 * Hashes every page that the code directory of `file` covers and compares: what the kernel of an arm64 Mac does before
 * it runs a page. What has no signature (an ELF, a slice without one) has nothing to be wrong. The directory's special slots (requirements,
 * entitlements) and certificates are not looked into.
 *
 * @returns what is wrong, or `undefined`.
 * @throws Failure `binary-malformed`, `binary-foreign`, `artifact-missing`
 */
export function verifyCodeSignature(file: string): Promise<string | undefined> {
  return withFile(file, findSignatureProblemIn);
}

export async function findSignatureProblemIn(source: ByteSource): Promise<string | undefined> {
  if (!(await isMachO(source))) return undefined;
  for (const part of await machOSlices(source)) {
    const slice = await readMachOSlice(part);
    const problem = slice.signature && (await findSignatureProblem(slice, slice.signature.offset));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function findSignatureProblem(slice: MachOSlice, start: number): Promise<string | undefined> {
  const { directory, directoryAt } = await readSignature(slice, start);
  const limit = await coveredBytes(slice, directory, directoryAt);
  // Bytes before the signature that no hash covers could be anything.
  if (limit !== start) return `its signature covers ${String(limit)} of the ${String(start)} bytes before it`;
  const [hashBytes, kind, shift, hashes] = [directory.u8(36), directory.u8(37), directory.u8(39), directory.u32(28)];
  const hash = HASHES.get(kind);
  if (hash?.bytes !== hashBytes) return `its signature has hashes of an unknown kind, ${String(kind)}`;
  if (shift === 0 || shift > MAXIMUM_PAGE_SHIFT) return `its signature has pages of 2^${String(shift)} bytes`;
  const pages = Math.ceil(limit / 2 ** shift);
  if (hashes !== pages) return `its signature has ${String(hashes)} page hashes where ${String(pages)} are due`;
  const bad = await findBadPage(slice, { hash, limit, pageBytes: 2 ** shift, at: directoryAt + directory.u32(16) });
  return bad === undefined ? undefined : `page ${String(bad + 1)} of ${String(pages)} is not what its signature covers`;
}

/** Bytes of the slice, from its start, that the directory's hashes speak of; the 64-bit field counts where it is set. */
async function coveredBytes(slice: MachOSlice, directory: Struct, directoryAt: number): Promise<number> {
  if (directory.u32(8) < VERSION_WITH_WIDE_LIMIT) return directory.u32(32);
  const reader = new Reader(slice.reader.source, false);
  const wide = (await reader.struct(directoryAt, WIDE_LIMIT_AT + 8, 'the code directory')).u64(WIDE_LIMIT_AT);
  return wide === 0 ? directory.u32(32) : wide;
}

interface PageHashes {
  readonly hash: { readonly name: string; readonly bytes: number };
  readonly limit: number;
  readonly pageBytes: number;
  readonly at: number;
}

/** Number, from 0, of the first page whose hash differs. */
async function findBadPage(slice: MachOSlice, pages: PageHashes): Promise<number | undefined> {
  const { hash, limit, pageBytes } = pages;
  const reader = new Reader(slice.reader.source, false);
  let page = 0;
  for await (const expected of reader.table(pages.at, Math.ceil(limit / pageBytes), hash.bytes, 'the page hashes')) {
    const bytes = await reader.source.read(page * pageBytes, Math.min(pageBytes, limit - page * pageBytes));
    const actual = createHash(hash.name).update(bytes).digest().subarray(0, hash.bytes);
    if (!actual.equals(expected.slice(0, hash.bytes))) return page;
    page += 1;
  }
  return undefined;
}
