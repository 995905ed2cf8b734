import type { VerifyOptions } from '../unit/unit';
import { renderFailure } from '../failure';
import { findPlatform } from '../platform';
import type { BinaryFacts } from './facts';
import { verifyBinary } from './verify-binary';
import type { VerifyInput } from './verify-binary';

const OPTIONS: VerifyOptions = { allowedLibraries: [], buildPaths: false };
const STATIC: BinaryFacts = {
  format: 'elf',
  architectures: ['x86_64'],
  kind: 'executable',
  static: true,
  dynamicLibraries: [],
  stripped: true,
};
const linking = (...dynamicLibraries: string[]): BinaryFacts => ({ ...STATIC, static: false, dynamicLibraries });
const mac = (facts: Partial<BinaryFacts> = {}): BinaryFacts => ({
  ...linking('/usr/lib/libSystem.B.dylib'),
  format: 'mach-o',
  architectures: ['aarch64'],
  minimumMacos: '11.0',
  signature: 'ad-hoc',
  ...facts,
});

function verify(triple: string, facts: BinaryFacts, rest: Partial<VerifyInput> = {}): string[] {
  const platform = findPlatform(triple);
  if (platform === undefined) throw new Error(triple);
  const input = { name: 'server', facts, symbols: [], platform, options: OPTIONS, buildPaths: [], ...rest };
  return verifyBinary(input).map(renderFailure);
}

const violation = (message: string, hint: string) => `nx-cross policy-violated: server ${message}\n  → ${hint}`;
const foreign = (library: string, friendly: string) =>
  violation(
    `needs ${library}, which is no library of ${friendly}'s own`,
    'link it statically, or add it to `verify.allowedLibraries`',
  );

describe('the libraries of', () => {
  it.each<[string, string[], string[]]>([
    [
      'x86_64-unknown-linux-gnu',
      [
        'libc.so.6',
        'libm.so.6',
        'libdl.so.2',
        'libpthread.so.0',
        'librt.so.1',
        'libgcc_s.so.1',
        'ld-linux-x86-64.so.2',
      ],
      ['libssl.so.3', 'libstdc++.so.6', 'libc.so', 'LIBC.SO.6'],
    ],
    [
      'aarch64-apple-darwin',
      [
        '/usr/lib/libSystem.B.dylib',
        '/usr/lib/libiconv.2.dylib',
        '/usr/lib/swift/libswiftCore.dylib',
        '/System/Library/Frameworks/Security.framework/Versions/A/Security',
      ],
      [
        '/opt/homebrew/lib/libssl.3.dylib',
        '/usr/local/lib/libz.dylib',
        '@rpath/libfoo.dylib',
        '/System/Library/PrivateFrameworks/Foo.framework/Foo',
      ],
    ],
    [
      'x86_64-pc-windows-gnu',
      [
        'KERNEL32.dll',
        'ntdll.DLL',
        'ws2_32.dll',
        'bcryptprimitives.dll',
        'api-ms-win-core-synch-l1-2-0.dll',
        'USERENV.dll',
      ],
      ['libgcc_s_seh-1.dll', 'VCRUNTIME140.dll', 'libwinpthread-1.dll'],
    ],
    ['x86_64-unknown-freebsd', ['libc.so.7', 'libthr.so.3', 'libgcc_s.so.1'], ['libssl.so.30', 'libc.so.6.extra/x']],
  ])('%s', (triple, own, others) => {
    const facts = triple.includes('apple') ? mac() : STATIC;
    const libraries = { static: false, dynamicLibraries: [...own, ...others] };
    const friendly = findPlatform(triple)?.friendly ?? '';
    expect(verify(triple, { ...facts, ...libraries })).toEqual(others.map((library) => foreign(library, friendly)));
  });

  it('any platform, where they are allowed by glob', () => {
    const options = { ...OPTIONS, allowedLibraries: ['libssl.so.*', '@rpath/**'] };
    const facts = linking('libc.so.6', 'libssl.so.3', 'libcrypto.so.3', '@rpath/deep/libfoo.dylib');
    expect(verify('x86_64-unknown-linux-gnu', facts, { options })).toEqual([foreign('libcrypto.so.3', 'linux-x86_64')]);
  });
});

describe('static', () => {
  const facts = { ...linking('libc.musl-x86_64.so.1'), interpreter: '/lib/ld-musl-x86_64.so.1' };
  const must = violation(
    'must be static, but needs /lib/ld-musl-x86_64.so.1, libc.musl-x86_64.so.1',
    'set `targetFeatures` to ["+crt-static"], or `verify.static` to false',
  );

  it.each<[string, boolean | undefined, BinaryFacts, string[]]>([
    ['x86_64-unknown-linux-musl', undefined, facts, [must]],
    ['x86_64-unknown-linux-musl', false, facts, []],
    ['x86_64-unknown-linux-musl', undefined, STATIC, []],
    ['x86_64-unknown-linux-gnu', undefined, linking('libc.so.6'), []],
    ['x86_64-unknown-linux-gnu', true, STATIC, []],
    [
      'x86_64-unknown-linux-gnu',
      true,
      linking('libc.so.6'),
      [
        violation(
          'must be static, but needs libc.so.6',
          'set `targetFeatures` to ["+crt-static"], or `verify.static` to false',
        ),
      ],
    ],
  ])('on %s, asked %s', (triple, asked, binary, expected) => {
    const options = { ...OPTIONS, ...(asked === undefined ? {} : { static: asked }) };
    expect(verify(triple, binary, { options })).toEqual(expected);
  });
});

describe('glibc', () => {
  const symbols = [{ symbol: 'stat', library: 'libc.so.6', version: 'GLIBC_2.33', weak: false }];
  const facts = { ...linking('libc.so.6'), minimumGlibc: '2.33' };
  const tooNew = (limit: string) =>
    violation(
      `needs GLIBC_2.33 of libc.so.6, but may need glibc ${limit} at most: stat`,
      'build it with zig, which links against the floor’s own glibc, or raise `glibc` or `verify.maximumGlibc`',
    );

  it.each<[VerifyInput['floor'], VerifyOptions['maximumGlibc'], string[]]>([
    [undefined, undefined, []],
    [{ major: 2, minor: 17 }, undefined, [tooNew('2.17')]],
    [{ major: 2, minor: 33 }, undefined, []],
    [{ major: 2, minor: 17 }, { major: 2, minor: 35 }, []],
    [{ major: 2, minor: 35 }, { major: 2, minor: 28 }, [tooNew('2.28')]],
  ])('with the floor %j and the maximum %j', (floor, maximumGlibc, expected) => {
    const options = { ...OPTIONS, ...(maximumGlibc === undefined ? {} : { maximumGlibc }) };
    const rest = { symbols, options, ...(floor === undefined ? {} : { floor }) };
    expect(verify('x86_64-unknown-linux-gnu', facts, rest)).toEqual(expected);
  });
});

describe('macOS', () => {
  const hint = 'set MACOSX_DEPLOYMENT_TARGET in `env`, or raise `verify.minimumMacos`';
  const signing = 'strip it with llvm-objcopy 14 or later, which signs it again, or sign it with rcodesign';
  const { minimumMacos: _, ...unversioned } = mac();

  it.each<[string, BinaryFacts, Partial<VerifyInput>, string[]]>([
    ['aarch64-apple-darwin', mac(), {}, []],
    [
      'aarch64-apple-darwin',
      mac({ minimumMacos: '15.0' }),
      {},
      [violation('needs macOS 15.0, but must start on 11.0', hint)],
    ],
    [
      'x86_64-apple-darwin',
      mac({ minimumMacos: '11.0' }),
      {},
      [violation('needs macOS 11.0, but must start on 10.12', hint)],
    ],
    ['x86_64-apple-darwin', mac({ minimumMacos: '10.9' }), {}, []],
    ['x86_64-apple-darwin', mac({ minimumMacos: '13.1' }), { options: { ...OPTIONS, minimumMacos: '13.1' } }, []],
    ['aarch64-apple-darwin', unversioned, {}, [violation('does not say which macOS it needs', hint)]],
    [
      'aarch64-apple-darwin',
      mac({ signature: 'none' }),
      {},
      [violation('does not start on an arm64 Mac: it is not signed', signing)],
    ],
    ['x86_64-apple-darwin', mac({ architectures: ['x86_64'], signature: 'none', minimumMacos: '10.12' }), {}, []],
    [
      'aarch64-apple-darwin',
      mac(),
      { signatureProblem: 'page 3 of 9 is not what its signature covers' },
      [violation('does not start on a Mac: page 3 of 9 is not what its signature covers', signing)],
    ],
  ])('on %s: %j', (triple, facts, rest, expected) => {
    expect(verify(triple, facts, rest)).toEqual(expected);
  });
});

describe('paths of the build machine', () => {
  const buildPaths = [
    { root: '/home/me/app', sample: '/home/me/app/src/main.rs' },
    { root: '/home/me/.cargo', sample: '/home/me/.cargo/registry/src/x.rs' },
  ];

  it('are each told', () => {
    expect(verify('x86_64-unknown-linux-musl', STATIC, { buildPaths })).toEqual([
      violation(
        'carries a path of the machine that built it: /home/me/app/src/main.rs',
        'look for env!("CARGO_MANIFEST_DIR"), OUT_DIR or a build script that writes it, or allow it with `verify.buildPaths`',
      ),
      violation(
        'carries a path of the machine that built it: /home/me/.cargo/registry/src/x.rs',
        'look for env!("CARGO_MANIFEST_DIR"), OUT_DIR or a build script that writes it, or allow it with `verify.buildPaths`',
      ),
    ]);
  });

  it('may be allowed', () => {
    expect(
      verify('x86_64-unknown-linux-musl', STATIC, { buildPaths, options: { ...OPTIONS, buildPaths: true } }),
    ).toEqual([]);
  });
});

it('tells every violation of one binary', () => {
  const facts = { ...linking('libssl.so.3'), minimumGlibc: '2.34' };
  const options = { ...OPTIONS, static: true };
  const rest = { options, floor: { major: 2, minor: 17 }, buildPaths: [{ root: '/w', sample: '/w/a' }] };
  expect(verify('x86_64-unknown-linux-gnu', facts, rest)).toHaveLength(4);
});
