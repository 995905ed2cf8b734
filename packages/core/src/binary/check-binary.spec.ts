import type { Platform } from '../platform';
import { findPlatform } from '../platform';
import { renderFailure } from '../failure';
import { checkBinary } from './check-binary';
import type { ExpectedBinary } from './check-binary';
import type { BinaryFacts } from './facts';

function platform(triple: string): Platform {
  const found = findPlatform(triple);
  if (found === undefined) throw new Error(triple);
  return found;
}

const GNU: BinaryFacts = {
  format: 'elf',
  architectures: ['x86_64'],
  kind: 'executable',
  static: false,
  dynamicLibraries: ['libc.so.6'],
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  minimumGlibc: '2.34',
  stripped: false,
};
const MUSL: BinaryFacts = { ...GNU, static: true, dynamicLibraries: [], interpreter: undefined } as never;
const MAC: BinaryFacts = { ...GNU, format: 'mach-o', architectures: ['aarch64'], interpreter: undefined } as never;
const floor = { major: 2, minor: 17 };

function check(facts: BinaryFacts, triple: string, expected: Partial<ExpectedBinary> = {}): string[] {
  return checkBinary('server', facts, platform(triple), { kind: 'executable', ...expected }).map(renderFailure);
}

const foreign = (triple: string, difference: string) =>
  `nx-cross binary-foreign: server was built for ${triple}, but ${difference}\n` +
  '  → the linker or the target in the compiler’s flags is another platform’s';
const tooNew = (message: string) =>
  `nx-cross policy-violated: server needs ${message}\n` +
  '  → build it with zig, which links against the floor’s own glibc, or raise `glibc` or `verify.maximumGlibc`';

describe('a binary read back', () => {
  it.each<[BinaryFacts, string, Partial<ExpectedBinary>]>([
    [GNU, 'x86_64-unknown-linux-gnu', {}],
    [GNU, 'x86_64-unknown-linux-gnu', { floor: { major: 2, minor: 34 } }],
    [MUSL, 'x86_64-unknown-linux-musl', {}],
    [{ ...GNU, interpreter: '/lib/ld-musl-x86_64.so.1' }, 'x86_64-unknown-linux-musl', {}],
    [{ ...MUSL, architectures: ['arm'] }, 'armv7-unknown-linux-gnueabihf', {}],
    [{ ...GNU, kind: 'shared-library' }, 'x86_64-unknown-linux-gnu', { kind: 'shared-library' }],
    [MAC, 'aarch64-apple-darwin', {}],
  ])('%j is one of %s', (facts, triple, expected) => {
    expect(check(facts, triple, expected)).toEqual([]);
  });

  it.each<[BinaryFacts, string, string[]]>([
    [MAC, 'aarch64-unknown-linux-gnu', ['its format is mach-o, not elf']],
    [GNU, 'aarch64-unknown-linux-gnu', ['its architecture is x86_64, not aarch64']],
    [
      { ...MAC, architectures: ['aarch64', 'x86_64'] },
      'aarch64-apple-darwin',
      ['its architecture is aarch64, x86_64, not aarch64'],
    ],
    [{ ...GNU, kind: 'shared-library' }, 'x86_64-unknown-linux-gnu', ['its kind is shared-library, not executable']],
    [GNU, 'x86_64-unknown-linux-musl', ['its loader /lib64/ld-linux-x86-64.so.2 is not one of musl']],
    [
      { ...GNU, interpreter: '/lib/ld-musl-x86_64.so.1' },
      'x86_64-unknown-linux-gnu',
      ['its loader /lib/ld-musl-x86_64.so.1 is not one of gnu'],
    ],
    [
      { ...GNU, kind: 'object' },
      'aarch64-apple-darwin',
      [
        'its format is elf, not mach-o',
        'its architecture is x86_64, not aarch64',
        'its kind is object, not executable',
      ],
    ],
  ])('%j is none of %s', (facts, triple, differences) => {
    expect(check(facts, triple)).toEqual(differences.map((difference) => foreign(triple, difference)));
  });
});

describe('a glibc above the floor', () => {
  const triple = 'x86_64-unknown-linux-gnu';
  const symbol = (name: string, version: string, weak = false) => ({
    symbol: name,
    library: 'libc.so.6',
    version,
    weak,
  });

  it('is told by the facts alone', () => {
    expect(check(GNU, triple, { floor })).toEqual([tooNew('glibc 2.34, but may need 2.17 at most')]);
    expect(check({ ...GNU, minimumGlibc: '2.3.4' }, triple, { floor: { major: 2, minor: 3 } })).toEqual([
      tooNew('glibc 2.3.4, but may need 2.3 at most'),
    ]);
  });

  it('is told with library and symbols, newest versions and all', () => {
    const symbols = [
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => symbol(name, 'GLIBC_2.34')),
      { ...symbol('exp', 'GLIBC_2.29'), library: 'libm.so.6' },
      symbol('', 'GLIBC_ABI_DT_RELR'),
      symbol('_dl_argv', 'GLIBC_PRIVATE'),
      symbol('memcpy', 'GLIBC_2.14'),
      symbol('statx', 'GLIBC_2.28', true),
      { ...symbol('_Unwind_Backtrace', 'GCC_12.0.0'), library: 'libgcc_s.so.1' },
    ];
    expect(check(GNU, triple, { floor, symbols })).toEqual(
      [
        'GLIBC_2.34 of libc.so.6, but may need glibc 2.17 at most: a, b, c, d, e and 2 more',
        'GLIBC_2.29 of libm.so.6, but may need glibc 2.17 at most: exp',
        'GLIBC_ABI_DT_RELR of libc.so.6, but may need glibc 2.17 at most',
        'GLIBC_PRIVATE of libc.so.6, but may need glibc 2.17 at most: _dl_argv',
      ].map(tooNew),
    );
  });

  it('is nobody’s concern without a floor', () => {
    expect(check(GNU, triple, { symbols: [symbol('stat', 'GLIBC_2.34')] })).toEqual([]);
  });
});
