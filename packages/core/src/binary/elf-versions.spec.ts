import { tinyElf, tinyPe } from '../../../testing/src/tiny-binaries';
import { bufferSource } from './byte-source';
import { readVersionedSymbolsOf } from './elf-versions';

const read = (bytes: Buffer) => readVersionedSymbolsOf(bufferSource('tiny', bytes));

const versions = [
  { library: 'libc.so.6', version: 'GLIBC_2.34', symbols: [{ name: '__libc_start_main' }, { name: 'stat' }] },
  { library: 'libc.so.6', version: 'GLIBC_2.18', symbols: [{ name: '__cxa_thread_atexit_impl', weak: true }] },
  { library: 'libc.so.6', version: 'GLIBC_2.28', weak: true, symbols: [{ name: 'statx', weak: true }] },
  { library: 'libc.so.6', version: 'GLIBC_ABI_DT_RELR', symbols: [] },
  { library: 'libgcc_s.so.1', version: 'GCC_3.0', symbols: [{ name: '_Unwind_Backtrace' }] },
];
const expected = [
  { symbol: '__libc_start_main', library: 'libc.so.6', version: 'GLIBC_2.34', weak: false },
  { symbol: 'stat', library: 'libc.so.6', version: 'GLIBC_2.34', weak: false },
  { symbol: '__cxa_thread_atexit_impl', library: 'libc.so.6', version: 'GLIBC_2.18', weak: false },
  { symbol: 'statx', library: 'libc.so.6', version: 'GLIBC_2.28', weak: true },
  { symbol: '_Unwind_Backtrace', library: 'libgcc_s.so.1', version: 'GCC_3.0', weak: false },
  { symbol: '', library: 'libc.so.6', version: 'GLIBC_ABI_DT_RELR', weak: false },
];

describe('the versioned symbols', () => {
  it.each(['section', 'sysv-hash', 'gnu-hash'] as const)('of an ELF whose %s counts them', async (countedBy) => {
    for (const [wide, littleEndian] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      expect(await read(tinyElf({ wide, littleEndian, versions, countedBy }))).toEqual(expected);
    }
  });

  it('cannot be told where nothing counts them', async () => {
    await expect(read(tinyElf({ versions, countedBy: 'nothing' }))).rejects.toMatchObject({
      code: 'binary-malformed',
      message: 'tiny is damaged: nothing in it counts its dynamic symbols',
    });
  });

  it('of what has none', async () => {
    for (const bytes of [tinyElf({}), tinyElf({ needed: ['libc.so'] }), tinyPe({}), Buffer.alloc(0)]) {
      expect(await read(bytes)).toEqual([]);
    }
  });
});
