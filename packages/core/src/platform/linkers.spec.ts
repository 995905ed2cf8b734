import { hostPlatform } from './host-platform';
import { KNOWN_PLATFORMS, findPlatform } from './known-platforms';
import { hasStrategy, linkerTable } from './linkers';
import type { Platform, PlatformId } from './platform';
import { parseTargetSpec } from './target-spec';

const gcc = (prefix: string, packaged = prefix.replaceAll('_', '-')) => ({
  program: `${prefix}-gcc`,
  cxx: `${prefix}-g++`,
  ar: `${prefix}-ar`,
  debianPackage: `gcc-${packaged} g++-${packaged}`,
});

it.each<[string, ReturnType<typeof linkerTable>]>([
  ['linux-x86_64', { gcc: gcc('x86_64-linux-gnu'), zig: { target: 'x86_64-linux-gnu' }, absent: {} }],
  ['linux-armv7', { gcc: gcc('arm-linux-gnueabihf'), zig: { target: 'arm-linux-gnueabihf' }, absent: {} }],
  ['linux-riscv64', { gcc: gcc('riscv64-linux-gnu'), zig: { target: 'riscv64-linux-gnu' }, absent: {} }],
  [
    'linux-x86_64-musl',
    {
      gcc: { program: 'musl-gcc', ar: 'ar', debianPackage: 'musl-tools' },
      zig: { target: 'x86_64-linux-musl' },
      absent: {},
    },
  ],
  [
    'linux-aarch64-musl',
    { zig: { target: 'aarch64-linux-musl' }, absent: { gcc: 'Debian’s musl-gcc serves x86_64 alone' } },
  ],
  [
    'darwin-aarch64',
    { zig: { target: 'aarch64-macos-none' }, absent: { gcc: 'Debian has no cross gcc for aarch64-apple-darwin' } },
  ],
  [
    'windows-x86_64',
    {
      gcc: gcc('x86_64-w64-mingw32', 'mingw-w64-x86-64'),
      absent: { zig: 'zig cannot link Rust’s std for windows-gnu' },
    },
  ],
  [
    'windows-i686',
    { gcc: gcc('i686-w64-mingw32', 'mingw-w64-i686'), absent: { zig: 'zig cannot link Rust’s std for windows-gnu' } },
  ],
  [
    'windows-x86_64-msvc',
    { absent: { gcc: 'the MSVC ABI needs its own linker', zig: 'the MSVC ABI needs its own linker' } },
  ],
  [
    'freebsd-x86_64',
    { zig: { target: 'x86_64-freebsd' }, absent: { gcc: 'Debian has no cross gcc for x86_64-unknown-freebsd' } },
  ],
  [
    'android-aarch64',
    { absent: { gcc: 'Debian has no cross gcc for aarch64-linux-android', zig: 'Android needs its NDK' } },
  ],
])('%s', (friendly, expected) => {
  expect(linkerTable(findPlatform(friendly)!)).toEqual(expected);
});

it('says honestly for which platforms nothing links today', () => {
  expect(KNOWN_PLATFORMS.filter((platform) => !hasStrategy(platform)).map(({ friendly }) => friendly)).toEqual([
    'windows-x86_64-msvc',
    'windows-aarch64-msvc',
    'windows-i686-msvc',
    'windows-x86_64-gnullvm',
    'windows-aarch64-gnullvm',
    'windows-i686-gnullvm',
    'linux-mips-musl',
    'linux-mipsel-musl',
    'freebsd-aarch64',
    'netbsd-x86_64',
    'netbsd-aarch64',
    'openbsd-x86_64',
    'openbsd-aarch64',
    'illumos-x86_64',
    'android-aarch64',
    'android-armv7',
    'android-x86_64',
    'android-i686',
  ]);
  expect(hasStrategy(findPlatform('windows-x86_64-msvc')!, 'x86_64-pc-windows-msvc' as PlatformId)).toBe(true);
});

it('links for a target-spec file as for the platform that is most like it, without zig', () => {
  const spec = { 'llvm-target': 'aarch64-unknown-linux-gnu', arch: 'aarch64', os: 'linux', env: 'gnu' };
  expect(linkerTable(parseTargetSpec(spec, 'targets/arm-box.json'))).toEqual({
    gcc: gcc('aarch64-linux-gnu'),
    absent: { zig: 'cargo-zigbuild takes no target-spec file' },
  });
});

it.each<[Parameters<typeof hostPlatform>[0], string | undefined]>([
  [{ os: 'linux', architecture: 'x86_64' }, 'x86_64-unknown-linux-gnu'],
  [{ os: 'linux', architecture: 'x86_64', libc: 'musl' }, 'x86_64-unknown-linux-musl'],
  [{ os: 'linux', architecture: 'armv7' }, 'armv7-unknown-linux-gnueabihf'],
  [{ os: 'linux', architecture: 'riscv64' }, 'riscv64gc-unknown-linux-gnu'],
  [{ os: 'darwin', architecture: 'aarch64' }, 'aarch64-apple-darwin'],
  [{ os: 'windows', architecture: 'x86_64' }, 'x86_64-pc-windows-msvc'],
  [{ os: 'linux', architecture: 'alpha' }, undefined],
])('the host %j is %s', (host, expected) => {
  expect((hostPlatform(host) as Platform | undefined)?.id).toBe(expected);
});
