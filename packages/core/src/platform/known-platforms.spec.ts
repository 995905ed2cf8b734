import { KNOWN_PLATFORMS, findPlatform } from './known-platforms';
import type { Platform } from './platform';

/** `rustc 1.96.0 --print cfg --target <triple>`: target_arch, _os, _env, _abi, _endian; `-` for none. */
const RUSTC = `
  x86_64-unknown-linux-gnu x86_64 linux gnu - little
  aarch64-unknown-linux-gnu aarch64 linux gnu - little
  x86_64-unknown-linux-musl x86_64 linux musl - little
  aarch64-unknown-linux-musl aarch64 linux musl - little
  x86_64-apple-darwin x86_64 macos - - little
  aarch64-apple-darwin aarch64 macos - - little
  x86_64-pc-windows-gnu x86_64 windows gnu - little
  x86_64-pc-windows-msvc x86_64 windows msvc - little
  aarch64-pc-windows-msvc aarch64 windows msvc - little
  i686-pc-windows-msvc x86 windows msvc - little
  i686-pc-windows-gnu x86 windows gnu - little
  x86_64-pc-windows-gnullvm x86_64 windows gnu llvm little
  aarch64-pc-windows-gnullvm aarch64 windows gnu llvm little
  i686-pc-windows-gnullvm x86 windows gnu llvm little
  armv7-unknown-linux-gnueabihf arm linux gnu eabihf little
  armv7-unknown-linux-gnueabi arm linux gnu eabi little
  armv7-unknown-linux-musleabihf arm linux musl eabihf little
  armv7-unknown-linux-musleabi arm linux musl eabi little
  arm-unknown-linux-gnueabihf arm linux gnu eabihf little
  arm-unknown-linux-gnueabi arm linux gnu eabi little
  arm-unknown-linux-musleabihf arm linux musl eabihf little
  arm-unknown-linux-musleabi arm linux musl eabi little
  i686-unknown-linux-gnu x86 linux gnu - little
  i686-unknown-linux-musl x86 linux musl - little
  i586-unknown-linux-gnu x86 linux gnu - little
  i586-unknown-linux-musl x86 linux musl - little
  riscv64gc-unknown-linux-gnu riscv64 linux gnu - little
  riscv64gc-unknown-linux-musl riscv64 linux musl - little
  powerpc64le-unknown-linux-gnu powerpc64 linux gnu elfv2 little
  powerpc64le-unknown-linux-musl powerpc64 linux musl elfv2 little
  powerpc64-unknown-linux-gnu powerpc64 linux gnu elfv1 big
  powerpc64-unknown-linux-musl powerpc64 linux musl elfv2 big
  s390x-unknown-linux-gnu s390x linux gnu - big
  s390x-unknown-linux-musl s390x linux musl - big
  loongarch64-unknown-linux-gnu loongarch64 linux gnu - little
  loongarch64-unknown-linux-musl loongarch64 linux musl - little
  mips-unknown-linux-gnu mips linux gnu - big
  mips-unknown-linux-musl mips linux musl - big
  mipsel-unknown-linux-gnu mips linux gnu - little
  mipsel-unknown-linux-musl mips linux musl - little
  mips64-unknown-linux-gnuabi64 mips64 linux gnu abi64 big
  mips64-unknown-linux-muslabi64 mips64 linux musl abi64 big
  mips64el-unknown-linux-gnuabi64 mips64 linux gnu abi64 little
  mips64el-unknown-linux-muslabi64 mips64 linux musl abi64 little
  sparc64-unknown-linux-gnu sparc64 linux gnu - big
  x86_64-unknown-freebsd x86_64 freebsd - - little
  aarch64-unknown-freebsd aarch64 freebsd - - little
  i686-unknown-freebsd x86 freebsd - - little
  x86_64-unknown-netbsd x86_64 netbsd - - little
  aarch64-unknown-netbsd aarch64 netbsd - - little
  x86_64-unknown-openbsd x86_64 openbsd - - little
  aarch64-unknown-openbsd aarch64 openbsd - - little
  x86_64-unknown-illumos x86_64 illumos - - little
  aarch64-linux-android aarch64 android - - little
  armv7-linux-androideabi arm android - eabi little
  x86_64-linux-android x86_64 android - - little
  i686-linux-android x86 android - - little
`;

/** `go tool dist list`, Go 1.26. */
const GO = `
  aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64 dragonfly/amd64 freebsd/386
  freebsd/amd64 freebsd/arm freebsd/arm64 illumos/amd64 ios/amd64 ios/arm64 js/wasm linux/386 linux/amd64 linux/arm
  linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le linux/mipsle linux/ppc64 linux/ppc64le linux/riscv64
  linux/s390x netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm openbsd/arm64
  openbsd/ppc64 openbsd/riscv64 plan9/386 plan9/amd64 plan9/arm solaris/amd64 wasip1/wasm windows/386 windows/amd64
  windows/arm64
`;

/** `dpkg-architecture -a <architecture> -q DEB_HOST_GNU_TYPE`, Debian 12. */
const DEBIAN: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  i386: 'i686-linux-gnu',
  armhf: 'arm-linux-gnueabihf',
  armel: 'arm-linux-gnueabi',
  riscv64: 'riscv64-linux-gnu',
  ppc64el: 'powerpc64le-linux-gnu',
  ppc64: 'powerpc64-linux-gnu',
  s390x: 's390x-linux-gnu',
  loong64: 'loongarch64-linux-gnu',
  mips: 'mips-linux-gnu',
  mipsel: 'mipsel-linux-gnu',
  mips64: 'mips64-linux-gnuabi64',
  mips64el: 'mips64el-linux-gnuabi64',
  sparc64: 'sparc64-linux-gnu',
};

/** What rustc says of a platform, as the table would. */
function saidByRustc(line: string): Pick<Platform, 'id' | 'architecture' | 'os' | 'libc'> {
  const [id = '', arch = '', os = '', env = '', , endian = ''] = line.split(' ');
  const machine = id.split('-')[0] ?? '';
  const big = endian === 'big';
  const architecture =
    arch === 'x86' || arch === 'arm'
      ? machine
      : arch === 'powerpc64' && !big
        ? 'powerpc64le'
        : arch.startsWith('mips') && !big
          ? `${arch}el`
          : arch;
  const known = { macos: 'darwin' }[os] ?? os;
  const libc = os === 'linux' ? { libc: env } : {};
  return { id, architecture, os: known, ...libc } as unknown as Platform;
}

describe('the table of known platforms', () => {
  const lines = RUSTC.trim()
    .split('\n')
    .map((line) => line.trim());

  it('says of each triple what rustc says', () => {
    const said = KNOWN_PLATFORMS.map(({ id, architecture, os, libc }) => ({
      id,
      architecture,
      os,
      ...(libc === undefined ? {} : { libc }),
    }));
    expect(said).toEqual(lines.map(saidByRustc));
  });

  it('gives each platform names of its own', () => {
    const names = KNOWN_PLATFORMS.flatMap(({ id, friendly }) => [id, friendly]);
    expect(new Set(names).size).toBe(names.length);
    for (const platform of KNOWN_PLATFORMS) {
      expect(findPlatform(platform.id)).toBe(platform);
      expect(findPlatform(platform.friendly)).toBe(platform);
    }
    expect(findPlatform('linux')).toBeUndefined();
  });

  it('names a Go port exactly where Go has one', () => {
    const ports = new Set(GO.trim().split(/\s+/));
    for (const { id, os, names } of KNOWN_PLATFORMS) {
      if (names.go !== undefined) expect(ports).toContain(`${names.go.os}/${names.go.arch}`);
      else expect([id, [...ports].filter((port) => port.startsWith(`${os}/sparc`))]).toEqual([id, []]);
    }
    const without = KNOWN_PLATFORMS.filter(({ names }) => names.go === undefined).map(({ friendly }) => friendly);
    expect(without).toEqual(['linux-sparc64']);
  });

  it('names Debian’s architecture of the same machine and calling convention', () => {
    for (const { id, os, names } of KNOWN_PLATFORMS.filter(({ libc }) => libc === 'gnu')) {
      const gnu = id
        .replace('-unknown', '')
        .replace(/^riscv64gc/, 'riscv64')
        .replace(/^armv7/, 'arm')
        .replace(/^i586/, 'i686');
      expect([id, DEBIAN[names.debian ?? '']]).toEqual([id, gnu]);
      expect(os).toBe('linux');
    }
  });

  it.each<[string, string]>([
    ['linux-x86_64', 'amd64 | linux x64 glibc | manylinux_x86_64 | linux/amd64 | linux_amd64 | amd64'],
    ['linux-aarch64-musl', 'arm64 | linux arm64 musl | musllinux_aarch64 | linux/arm64 | linux_arm64 | arm64'],
    ['linux-armv7', 'arm 7 | linux arm glibc | manylinux_armv7l | linux/arm/v7 | linux_arm | armhf'],
    ['linux-arm-gnueabi', 'arm 6 | linux arm glibc | - | linux/arm/v6 | linux_arm | armel'],
    ['linux-armv7-musleabi', 'arm 7 | linux arm musl | - | linux/arm/v7 | linux_arm | armel'],
    ['linux-i586', '386 | linux ia32 glibc | - | linux/386 | linux_386 | i386'],
    ['linux-powerpc64le', 'ppc64le | linux ppc64 glibc | manylinux_ppc64le | linux/ppc64le | linux_ppc64le | ppc64el'],
    ['linux-powerpc64', 'ppc64 | - | - | linux/ppc64 | linux_ppc64 | ppc64'],
    ['linux-loongarch64', 'loong64 | linux loong64 glibc | - | linux/loong64 | linux_loong64 | loong64'],
    ['linux-mipsel', 'mipsle | linux mipsel glibc | - | linux/mipsle | linux_mipsle | mipsel'],
    ['darwin-x86_64', 'amd64 | darwin x64 | macosx_x86_64 | darwin/amd64 | darwin_amd64 | -'],
    ['darwin-aarch64', 'arm64 | darwin arm64 | macosx_arm64 | darwin/arm64 | darwin_arm64 | -'],
    ['windows-x86_64', 'amd64 | win32 x64 | win_amd64 | windows/amd64 | windows_amd64 | -'],
    ['windows-aarch64-msvc', 'arm64 | win32 arm64 | win_arm64 | windows/arm64 | windows_arm64 | -'],
    ['windows-i686', '386 | win32 ia32 | win32 | windows/386 | windows_386 | -'],
    ['freebsd-x86_64', 'amd64 | freebsd x64 | - | freebsd/amd64 | freebsd_amd64 | -'],
    ['illumos-x86_64', 'amd64 | sunos x64 | - | illumos/amd64 | illumos_amd64 | -'],
    ['android-armv7', 'arm 7 | android arm | android_armeabi_v7a | android/arm/v7 | android_arm | -'],
  ])('%s is %s to Go, npm, wheels, OCI, Terraform and Debian', (friendly, expected) => {
    const { go, npm, wheel, oci, terraform, debian } = findPlatform(friendly)!.names;
    const words = [go && [go.arch, go.arm], npm && [npm.os, npm.cpu, npm.libc], wheel, oci, terraform, debian];
    const text = words
      .map((word) =>
        [word ?? '-']
          .flat()
          .filter((part) => part !== undefined)
          .join(' '),
      )
      .join(' | ');
    expect(text).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['linux-x86_64', 'elf', ''],
    ['freebsd-x86_64', 'elf', ''],
    ['darwin-aarch64', 'mach-o', ''],
    ['windows-x86_64', 'pe', '.exe'],
    ['windows-aarch64-msvc', 'pe', '.exe'],
  ])('%s has programs in the format %s', (friendly, format, suffix) => {
    expect(findPlatform(friendly)).toMatchObject({ format, executableSuffix: suffix });
  });
});
