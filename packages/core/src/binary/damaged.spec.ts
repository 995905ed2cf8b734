import { closeSync, openSync, readSync } from 'node:fs';
import { planDamage, randomFrom } from '../../../testing/src/damage';
import { tinyElf, tinyFatMachO, tinyMachO, tinyPe } from '../../../testing/src/tiny-binaries';
import { Failure } from '../failure';
import { bufferSource } from './byte-source';
import { readVersionedSymbolsOf } from './elf-versions';
import { findSignatureProblemIn } from './mach-o-signature';
import { readBinaryFrom } from './read-binary';

const versions = [
  { library: 'libc.so.6', version: 'GLIBC_2.34', symbols: [{ name: 'stat' }] },
  { library: 'libm.so.6', version: 'GLIBC_2.29', symbols: [{ name: 'exp' }, { name: 'pow' }] },
];
const elf = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libc.so.6', 'libm.so.6'],
  versions,
  buildId: 'abcdef01',
  sections: ['.text', '.debug_info'],
} as const;
const libraries = ['/usr/lib/libSystem.B.dylib'];
const machO = tinyMachO({ libraries, symbols: [0x0f, 0x01], uuid: '00'.repeat(16) });
const SAMPLES = {
  'ELF 64': tinyElf(elf),
  'ELF 32 big-endian': tinyElf({ ...elf, wide: false, littleEndian: false, countedBy: 'gnu-hash' }),
  'Mach-O': machO,
  'universal Mach-O': tinyFatMachO([machO, tinyMachO({ cpuType: 0x01000007, signature: 'none', libraries })]),
  PE: tinyPe({ imports: ['KERNEL32.dll', 'ntdll.dll'], delayedImports: ['USER32.dll'], sections: ['.debug_info'] }),
};

/** Everything that reads a binary; what a damaged one may do is throw a Failure. */
async function readAll(bytes: Buffer): Promise<void> {
  const source = bufferSource('tiny', bytes);
  for (const read of [readBinaryFrom, readVersionedSymbolsOf, findSignatureProblemIn]) {
    try {
      await read(source);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(['binary-malformed', 'binary-foreign']).toContain(error.code);
      expect(error.message).toContain('tiny');
    }
  }
}

function damage(bytes: Buffer, seed: number): Buffer {
  const damaged = Buffer.from(bytes);
  for (const { at, value } of planDamage(bytes.length, seed)) damaged[at] = value;
  return damaged;
}

function patched(bytes: Buffer, at: number, value: number, size: 2 | 4 = 4): Buffer {
  const copy = Buffer.from(bytes);
  if (size === 2) copy.writeUInt16LE(value, at);
  else copy.writeUInt32LE(value, at);
  return copy;
}

describe('a damaged binary', () => {
  const withDwarf = tinyMachO({ dwarf: true });
  const signatureAt = machO.indexOf(Buffer.from([0xfa, 0xde, 0x0c, 0xc0]));

  it.each([
    ['an ELF header cut off', SAMPLES['ELF 64'].subarray(0, 40), 'the ELF header lies at 0–64, the file ends at 40'],
    ['an ELF of class 3', patched(SAMPLES['ELF 64'], 4, 0x0103, 2), 'its class is 3'],
    ['an ELF of byte order 7', patched(SAMPLES['ELF 64'], 4, 0x0702, 2), 'its byte order is 7'],
    ['program headers of another size', patched(SAMPLES['ELF 64'], 54, 32, 2), 'its program headers are 32 bytes each'],
    [
      'more program headers than the file holds',
      patched(SAMPLES['ELF 64'], 56, 60_000, 2),
      `the program header table lies at 64–3360064, the file ends at ${String(SAMPLES['ELF 64'].length)}`,
    ],
    ['a Mach-O whose commands are endless', patched(machO, 20, 0x7fffffff), 'its load commands take 2147483647 bytes'],
    ['a Mach-O command of no bytes', patched(machO, 36, 0), 'load command 1 is 0 bytes long'],
    ['a Mach-O with more commands than bytes', patched(machO, 16, 0x7fffffff), 'the load commands: too short'],
    [
      'a Mach-O whose segment is cut off',
      patched(withDwarf, withDwarf.indexOf('__DWARF') + 40, 0x7fff0000),
      'the segment "__DWARF" lies at 0–2147418112',
    ],
    ['a signature of another magic', patched(machO, signatureAt, 0), 'its code signature is not one'],
    [
      'a universal binary of nothing',
      Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0]),
      'it is a universal binary of no architecture',
    ],
    [
      'a universal binary cut off',
      SAMPLES['universal Mach-O'].subarray(0, 9000),
      'one of its architectures is cut off',
    ],
    [
      'a PE header beyond the end',
      patched(SAMPLES.PE, 60, 0xffffff00),
      'the PE header lies at 4294967040–4294967064, the file ends at',
    ],
    ['a PE of another magic', patched(SAMPLES.PE, 88, 0x107, 2), 'its optional header is 0x107'],
    ['a PE whose symbols are cut off', SAMPLES.PE.subarray(0, -1), 'the string table lies at'],
    [
      'a PE whose section is cut off',
      patched(SAMPLES.PE, 344, 0x7fff0000),
      'the section .idata lies at 1024–2147419136',
    ],
    [
      'a PE whose imports are elsewhere',
      patched(SAMPLES.PE, 88 + 112 + 8, 0x7fff0000),
      'the import table lies at an address that is in no section',
    ],
  ])('%s', async (_, bytes, message) => {
    await expect(readBinaryFrom(bufferSource('tiny', bytes))).rejects.toMatchObject({
      code: 'binary-malformed',
      message: expect.stringContaining(`tiny is damaged: ${message}`),
    });
  });

  it('with a name that has no end', async () => {
    const bytes = tinyElf({ interpreter: '/lib/ld.so' });
    const unterminated = Buffer.concat([bytes.subarray(0, bytes.indexOf('/lib/ld.so')), Buffer.alloc(20_000, 'a')]);
    await expect(readBinaryFrom(bufferSource('tiny', unterminated))).rejects.toMatchObject({
      message: 'tiny is damaged: the name of its loader has no end',
    });
  });

  it.each(Object.entries(SAMPLES))('%s, cut at every length, ends in a Failure', async (_, bytes) => {
    const step = Math.max(1, Math.floor(bytes.length / 2000));
    for (let length = 0; length < bytes.length; length += step) await readAll(bytes.subarray(0, length));
  });

  it.each(Object.entries(SAMPLES))('%s, with changed bytes, ends in facts or a Failure', async (_, bytes) => {
    for (let seed = 0; seed < 1500; seed += 1) await readAll(damage(bytes, seed));
  });

  it('of a real size ends as soon', async () => {
    const start = Buffer.alloc(4 * 1024 * 1024);
    const file = openSync(process.execPath, 'r');
    readSync(file, start, 0, start.length, 0);
    closeSync(file);
    for (let seed = 0; seed < 150; seed += 1) {
      const bytes = damage(start.subarray(0, Math.floor(randomFrom(seed)() * start.length)), seed);
      const before = performance.now();
      await readAll(bytes);
      expect(performance.now() - before).toBeLessThan(5000);
    }
  });
});
