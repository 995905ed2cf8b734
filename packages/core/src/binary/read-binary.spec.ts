import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyElf, tinyFatMachO, tinyMachO, tinyPe } from '../../../testing/src/tiny-binaries';
import { bufferSource } from './byte-source';
import type { BinaryFacts } from './facts';
import { readBinary, readBinaryFrom } from './read-binary';

const read = (bytes: Buffer) => readBinaryFrom(bufferSource('tiny', bytes));

const ELF: BinaryFacts = {
  format: 'elf',
  architectures: ['x86_64'],
  kind: 'shared-library',
  static: true,
  dynamicLibraries: [],
  stripped: true,
};
const MACH_O: BinaryFacts = {
  format: 'mach-o',
  architectures: ['aarch64'],
  kind: 'executable',
  static: true,
  dynamicLibraries: [],
  minimumMacos: '11.0',
  signature: 'ad-hoc',
  stripped: true,
};
const PE: BinaryFacts = {
  format: 'pe',
  architectures: ['x86_64'],
  kind: 'executable',
  static: true,
  dynamicLibraries: [],
  subsystem: 'console',
  timestamp: 0,
  stripped: true,
};

describe('an ELF file', () => {
  const loader = '/lib64/ld-linux-x86-64.so.2';
  const versions = [
    { library: 'libc.so.6', version: 'GLIBC_2.3.4', symbols: [{ name: '__chk' }] },
    { library: 'libc.so.6', version: 'GLIBC_2.17', symbols: [{ name: 'secure_getenv' }] },
    { library: 'libm.so.6', version: 'GLIBC_2.9', symbols: [{ name: 'exp' }] },
    { library: 'libgcc_s.so.1', version: 'GCC_3.0', symbols: [{ name: '_Unwind_Backtrace' }] },
  ];
  const weakSymbol = { library: 'libc.so.6', version: 'GLIBC_2.30', symbols: [{ name: 'gettid', weak: true }] };

  it.each<[string, Buffer, Partial<BinaryFacts>]>([
    ['neither marked nor with a loader', tinyElf({}), {}],
    ['of a fixed address', tinyElf({ type: 2 }), { kind: 'executable' }],
    ['an object', tinyElf({ type: 1 }), { kind: 'object' }],
    ['a core dump', tinyElf({ type: 4 }), { kind: 'other' }],
    ['static-pie', tinyElf({ pie: true }), { kind: 'executable' }],
    [
      'a dynamic program without the mark',
      tinyElf({ interpreter: loader, needed: ['libc.so.6', 'libz.so.1'] }),
      {
        kind: 'executable',
        static: false,
        interpreter: loader,
        dynamicLibraries: ['libc.so.6', 'libz.so.1'],
      },
    ],
    [
      'a library that can be run',
      tinyElf({ interpreter: loader, soname: 'libc.so.6' }),
      { interpreter: loader, static: false },
    ],
    ['a library', tinyElf({ needed: ['libc.so.6'] }), { static: false, dynamicLibraries: ['libc.so.6'] }],
    [
      'with versions',
      tinyElf({ needed: ['libc.so.6'], versions }),
      { static: false, dynamicLibraries: ['libc.so.6'], minimumGlibc: '2.17' },
    ],
    [
      'with a weak symbol, which the loader insists upon',
      tinyElf({ versions: [...versions, weakSymbol] }),
      { minimumGlibc: '2.30' },
    ],
    [
      'with a weak version, which it does not',
      tinyElf({ versions: [...versions, { ...weakSymbol, weak: true }] }),
      { minimumGlibc: '2.17' },
    ],
    [
      'with relative relocations, which need glibc 2.36',
      tinyElf({ versions: [...versions, { library: 'libc.so.6', version: 'GLIBC_ABI_DT_RELR', symbols: [] }] }),
      { minimumGlibc: '2.36' },
    ],
    ['with a version of no release', tinyElf({ versions: [{ ...weakSymbol, version: 'GLIBC_PRIVATE' }] }), {}],
    ['with a build id', tinyElf({ buildId: '00ff10' }), { buildId: '00ff10' }],
    ['with a symbol table', tinyElf({ sections: ['.text', '.symtab'] }), { stripped: false }],
    ['with DWARF', tinyElf({ sections: ['.debug_info'] }), { stripped: false }],
    ['with compressed DWARF', tinyElf({ sections: ['.zdebug_line'] }), { stripped: false }],
    ['with a script for gdb, which is loaded', tinyElf({ sections: ['.debug_gdb_scripts'] }), {}],
  ])('%s', async (_, bytes, facts) => {
    expect(await read(bytes)).toEqual({ ...ELF, ...facts });
  });

  it.each([
    [3, false, true, 'i686'],
    [8, false, false, 'mips'],
    [8, false, true, 'mipsel'],
    [8, true, false, 'mips64'],
    [8, true, true, 'mips64el'],
    [20, false, false, 'powerpc'],
    [21, true, true, 'powerpc64le'],
    [21, true, false, 'powerpc64'],
    [22, true, false, 's390x'],
    [40, false, true, 'arm'],
    [43, true, false, 'sparc64'],
    [62, true, true, 'x86_64'],
    [62, false, true, 'x32'],
    [183, true, true, 'aarch64'],
    [243, true, true, 'riscv64'],
    [243, false, true, 'riscv32'],
    [258, true, true, 'loongarch64'],
    [190, true, true, 'ELF machine 190'],
  ])('of machine %d, 64-bit %s, little-endian %s is of %s', async (machine, wide, littleEndian, architecture) => {
    const bytes = tinyElf({
      machine,
      wide,
      littleEndian,
      interpreter: '/lib/ld.so.1',
      needed: ['libc.so.6'],
      versions,
    });
    expect(await read(bytes)).toEqual({
      ...ELF,
      architectures: [architecture],
      kind: 'executable',
      static: false,
      interpreter: '/lib/ld.so.1',
      dynamicLibraries: ['libc.so.6'],
      minimumGlibc: '2.17',
    });
  });
});

describe('a Mach-O', () => {
  const libraries = ['/usr/lib/libSystem.B.dylib', '@rpath/libfoo.dylib'];
  const arm64 = tinyMachO({ libraries, uuid: '00112233445566778899aabbccddeeff' });
  const x86 = { cpuType: 0x01000007, minimumMacos: 0x000a0c00 } as const;

  it.each<[string, Buffer, Partial<BinaryFacts>]>([
    ['signed ad hoc', tinyMachO({}), {}],
    ['signed with a certificate', tinyMachO({ signature: 'signed' }), { signature: 'signed' }],
    ['unsigned', tinyMachO({ signature: 'none' }), { signature: 'none' }],
    ['with libraries', tinyMachO({ libraries }), { static: false, dynamicLibraries: libraries }],
    ['with a third part in its version', tinyMachO({ minimumMacos: 0x000a0f04 }), { minimumMacos: '10.15.4' }],
    ['with the older version command', tinyMachO({ versionCommand: 'legacy' }), {}],
    ['with a UUID', tinyMachO({ uuid: 'ab'.repeat(16) }), { buildId: 'ab'.repeat(16) }],
    ['with external and undefined symbols', tinyMachO({ symbols: [0x0f, 0x01, 0x00] }), {}],
    ['with a local symbol', tinyMachO({ symbols: [0x0f, 0x0e] }), { stripped: false }],
    ['with a local symbol that is bound', tinyMachO({ symbols: [0x0f, 0x0e], indirectSymbols: [0, 1] }), {}],
    [
      'with a local symbol beside one that is bound',
      tinyMachO({ symbols: [0x0e, 0x0e], indirectSymbols: [1] }),
      { stripped: false },
    ],
    ['with a symbol for debuggers', tinyMachO({ symbols: [0x24] }), { stripped: false }],
    ['with DWARF', tinyMachO({ dwarf: true }), { stripped: false }],
    ['a library', tinyMachO({ fileType: 6 }), { kind: 'shared-library' }],
    ['a bundle', tinyMachO({ fileType: 8 }), { kind: 'shared-library' }],
    ['an object', tinyMachO({ fileType: 1 }), { kind: 'object' }],
    ['a core dump', tinyMachO({ fileType: 4 }), { kind: 'other' }],
    [
      'of 32 bits',
      tinyMachO({ wide: false, cpuType: 7, symbols: [0x0e] }),
      { architectures: ['i686'], stripped: false },
    ],
    [
      'big-endian',
      tinyMachO({ littleEndian: false, cpuType: 0x01000012, libraries }),
      {
        architectures: ['powerpc64'],
        static: false,
        dynamicLibraries: libraries,
      },
    ],
    ['of an unknown machine', tinyMachO({ cpuType: 99 }), { architectures: ['Mach-O CPU type 99'] }],
    [
      'universal',
      tinyFatMachO([
        arm64,
        tinyMachO({ ...x86, libraries: libraries.slice(0, 1), signature: 'none', symbols: [0x0e] }),
      ]),
      {
        architectures: ['aarch64', 'x86_64'],
        static: false,
        dynamicLibraries: libraries,
        signature: 'none',
        buildId: '00112233445566778899aabbccddeeff',
        stripped: false,
      },
    ],
    [
      'universal with wide offsets',
      tinyFatMachO([tinyMachO(x86), tinyMachO({ fileType: 6 })], { wide: true }),
      { architectures: ['x86_64', 'aarch64'], kind: 'other' },
    ],
  ])('%s', async (_, bytes, facts) => {
    expect(await read(bytes)).toEqual({ ...MACH_O, ...facts });
  });

  it.each(['ios', 'none'] as const)('with the version command %s says nothing of macOS', async (versionCommand) => {
    expect(await read(tinyMachO({ versionCommand }))).not.toHaveProperty('minimumMacos');
  });
});

describe('a PE', () => {
  it.each<[string, Buffer, Partial<BinaryFacts>]>([
    ['of the console', tinyPe({}), {}],
    ['of windows', tinyPe({ subsystem: 2 }), { subsystem: 'gui' }],
    ['of another subsystem', tinyPe({ subsystem: 10 }), { subsystem: '10' }],
    ['a DLL', tinyPe({ library: true }), { kind: 'shared-library' }],
    ['with a timestamp', tinyPe({ timestamp: 0x6b004d52 }), { timestamp: 0x6b004d52 }],
    [
      'with imports',
      tinyPe({ imports: ['KERNEL32.dll', 'ntdll.dll'], delayedImports: ['USER32.dll'] }),
      { static: false, dynamicLibraries: ['KERNEL32.dll', 'ntdll.dll', 'USER32.dll'] },
    ],
    [
      'of 32 bits',
      tinyPe({ wide: false, machine: 0x14c, imports: ['msvcrt.dll'] }),
      { architectures: ['i686'], static: false, dynamicLibraries: ['msvcrt.dll'] },
    ],
    ['for arm64', tinyPe({ machine: 0xaa64 }), { architectures: ['aarch64'] }],
    ['for 32-bit ARM', tinyPe({ machine: 0x1c4 }), { architectures: ['armv7'] }],
    ['for an unknown machine', tinyPe({ machine: 0x9999 }), { architectures: ['PE machine 0x9999'] }],
    ['with COFF symbols', tinyPe({ symbols: 2 }), { stripped: false }],
    ['with DWARF', tinyPe({ sections: ['.debug_abbrev', '.debug_info'] }), { stripped: false }],
    ['with a link to its symbols', tinyPe({ sections: ['.gnu_debuglink', '.reloc'] }), {}],
    ['with a script for gdb, which is loaded', tinyPe({ sections: ['.debug_gdb_scripts'] }), {}],
  ])('%s', async (_, bytes, facts) => {
    expect(await read(bytes)).toEqual({ ...PE, ...facts });
  });
});

describe('what is no binary', () => {
  it.each([
    ['a script', Buffer.from('#!/bin/sh\n'), 'tiny is no ELF, Mach-O or PE binary'],
    ['nothing', Buffer.alloc(0), 'tiny is no ELF, Mach-O or PE binary'],
    ['three bytes', Buffer.from('\x7fEL'), 'tiny is no ELF, Mach-O or PE binary'],
    ['a Java class', Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61]), 'tiny is a Java class file, not a binary'],
    ['a DOS program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'tiny is a DOS program, not a PE binary'],
  ])('%s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'binary-foreign', message });
  });
});

describe('a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'read-binary-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read by position, however far apart its parts lie', async () => {
    const file = join(folder, 'far');
    const slice = tinyMachO({ libraries: ['/usr/lib/libSystem.B.dylib'] });
    const bytes = tinyFatMachO([tinyMachO({}), Buffer.alloc(300_000), slice]);
    // The second entry's slice is no Mach-O; drop it from the table by counting it out.
    bytes.copy(bytes, 28, 48, 68);
    bytes.writeUInt32BE(2, 4);
    writeFileSync(file, bytes);
    expect(await readBinary(file)).toEqual(await read(bytes));
    expect((await readBinary(file)).dynamicLibraries).toEqual(['/usr/lib/libSystem.B.dylib']);
  });

  it('that a compiler made is what it was told to be', async () => {
    const facts = await readBinary(process.execPath);
    expect(facts).toMatchObject({ format: 'elf', kind: 'executable', static: false });
    expect(facts.dynamicLibraries).toContain('libc.so.6');
  });

  it('that is not there', async () => {
    const file = join(folder, 'absent');
    await expect(readBinary(file)).rejects.toMatchObject({
      code: 'artifact-missing',
      message: `${file} cannot be read`,
    });
  });

  it('that is a folder or a pipe, which would wait for ever', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const file of [folder, pipe]) {
      const message = `${file} is not a regular file`;
      await expect(readBinary(file)).rejects.toMatchObject({ code: 'binary-foreign', message });
    }
  });
});
