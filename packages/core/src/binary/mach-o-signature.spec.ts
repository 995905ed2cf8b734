import { tinyElf, tinyFatMachO, tinyMachO } from '../../../testing/src/tiny-binaries';
import { bufferSource } from './byte-source';
import { findSignatureProblemIn } from './mach-o-signature';

const find = (bytes: Buffer) => findSignatureProblemIn(bufferSource('tiny', bytes));

/** Offset of the code directory, whose magic is found nowhere else. */
const directoryOf = (bytes: Buffer) => bytes.indexOf(Buffer.from([0xfa, 0xde, 0x0c, 0x02]));

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

describe('the hashes of a code signature', () => {
  it.each([
    ['SHA-256', tinyMachO({ hash: [2, 32] })],
    ['SHA-1', tinyMachO({ hash: [1, 20] })],
    ['SHA-256 cut to 20 bytes', tinyMachO({ hash: [3, 20] })],
    ['SHA-384', tinyMachO({ hash: [4, 48] })],
    ['a 64-bit limit', tinyMachO({ wideLimit: true })],
    ['a certificate', tinyMachO({ signature: 'signed' })],
    ['no signature', tinyMachO({ signature: 'none' })],
    ['two architectures', tinyFatMachO([tinyMachO({}), tinyMachO({ cpuType: 0x01000007 })])],
    ['another format', tinyElf({})],
  ])('with %s are right', async (_, bytes) => {
    expect(await find(bytes)).toBeUndefined();
  });

  const bytes = tinyMachO({});
  const directory = directoryOf(bytes);
  it.each([
    ['a changed first page', changed(bytes, 3000, 1), 'page 1 of 2 is not what its signature covers'],
    ['a changed last page', changed(bytes, 4999, 1), 'page 2 of 2 is not what its signature covers'],
    ['a changed hash', changed(bytes, directory + 64 + 5, 1), 'page 1 of 2 is not what its signature covers'],
    ['a shorter limit', changed(bytes, directory + 34, 0), 'its signature covers 144 of the 5008 bytes before it'],
    ['a hash of another size', changed(bytes, directory + 36, 20), 'its signature has hashes of an unknown kind, 2'],
    ['a hash of another kind', changed(bytes, directory + 37, 9), 'its signature has hashes of an unknown kind, 9'],
    ['a page of everything', changed(bytes, directory + 39, 0), 'its signature has pages of 2^0 bytes'],
    ['a page of too much', changed(bytes, directory + 39, 60), 'its signature has pages of 2^60 bytes'],
    ['too few hashes', changed(bytes, directory + 31, 1), 'its signature has 1 page hashes where 2 are due'],
  ])('with %s are wrong', async (_, damaged, problem) => {
    expect(await find(damaged)).toBe(problem);
  });

  it('of the second architecture count too', async () => {
    const fat = tinyFatMachO([bytes, changed(bytes, 3000, 1)]);
    expect(await find(fat)).toBe('page 1 of 2 is not what its signature covers');
  });
});
