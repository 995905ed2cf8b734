import type { FloatAbi } from './ecosystem-names';
import { ecosystemNames } from './ecosystem-names';
import type { Architecture, BinaryFormat, Libc, OperatingSystem, Platform, PlatformId } from './platform';

type Row = readonly [
  triple: string,
  friendly: string,
  architecture: Architecture,
  os: OperatingSystem,
  libc?: Libc,
  float?: FloatAbi,
];

/**
 * The platforms that have a name here, the most used first; triples as in `rustc --print target-list`.
 * A friendly name is `<os>-<architecture>`, and says the rest only where it is not the usual: glibc is usual on Linux,
 * hardware floating point on ARM, and the GNU toolchain on Windows, since that is what can be linked from anywhere.
 */
const ROWS: readonly Row[] = [
  ['x86_64-unknown-linux-gnu', 'linux-x86_64', 'x86_64', 'linux', 'gnu'],
  ['aarch64-unknown-linux-gnu', 'linux-aarch64', 'aarch64', 'linux', 'gnu'],
  ['x86_64-unknown-linux-musl', 'linux-x86_64-musl', 'x86_64', 'linux', 'musl'],
  ['aarch64-unknown-linux-musl', 'linux-aarch64-musl', 'aarch64', 'linux', 'musl'],
  ['x86_64-apple-darwin', 'darwin-x86_64', 'x86_64', 'darwin'],
  ['aarch64-apple-darwin', 'darwin-aarch64', 'aarch64', 'darwin'],
  ['x86_64-pc-windows-gnu', 'windows-x86_64', 'x86_64', 'windows'],

  ['x86_64-pc-windows-msvc', 'windows-x86_64-msvc', 'x86_64', 'windows'],
  ['aarch64-pc-windows-msvc', 'windows-aarch64-msvc', 'aarch64', 'windows'],
  ['i686-pc-windows-msvc', 'windows-i686-msvc', 'i686', 'windows'],
  ['i686-pc-windows-gnu', 'windows-i686', 'i686', 'windows'],
  ['x86_64-pc-windows-gnullvm', 'windows-x86_64-gnullvm', 'x86_64', 'windows'],
  ['aarch64-pc-windows-gnullvm', 'windows-aarch64-gnullvm', 'aarch64', 'windows'],
  ['i686-pc-windows-gnullvm', 'windows-i686-gnullvm', 'i686', 'windows'],

  ['armv7-unknown-linux-gnueabihf', 'linux-armv7', 'armv7', 'linux', 'gnu', 'hard'],
  ['armv7-unknown-linux-gnueabi', 'linux-armv7-gnueabi', 'armv7', 'linux', 'gnu', 'soft'],
  ['armv7-unknown-linux-musleabihf', 'linux-armv7-musl', 'armv7', 'linux', 'musl', 'hard'],
  ['armv7-unknown-linux-musleabi', 'linux-armv7-musleabi', 'armv7', 'linux', 'musl', 'soft'],
  ['arm-unknown-linux-gnueabihf', 'linux-arm', 'arm', 'linux', 'gnu', 'hard'],
  ['arm-unknown-linux-gnueabi', 'linux-arm-gnueabi', 'arm', 'linux', 'gnu', 'soft'],
  ['arm-unknown-linux-musleabihf', 'linux-arm-musl', 'arm', 'linux', 'musl', 'hard'],
  ['arm-unknown-linux-musleabi', 'linux-arm-musleabi', 'arm', 'linux', 'musl', 'soft'],
  ['i686-unknown-linux-gnu', 'linux-i686', 'i686', 'linux', 'gnu'],
  ['i686-unknown-linux-musl', 'linux-i686-musl', 'i686', 'linux', 'musl'],
  ['i586-unknown-linux-gnu', 'linux-i586', 'i586', 'linux', 'gnu'],
  ['i586-unknown-linux-musl', 'linux-i586-musl', 'i586', 'linux', 'musl'],
  ['riscv64gc-unknown-linux-gnu', 'linux-riscv64', 'riscv64', 'linux', 'gnu'],
  ['riscv64gc-unknown-linux-musl', 'linux-riscv64-musl', 'riscv64', 'linux', 'musl'],
  ['powerpc64le-unknown-linux-gnu', 'linux-powerpc64le', 'powerpc64le', 'linux', 'gnu'],
  ['powerpc64le-unknown-linux-musl', 'linux-powerpc64le-musl', 'powerpc64le', 'linux', 'musl'],
  ['powerpc64-unknown-linux-gnu', 'linux-powerpc64', 'powerpc64', 'linux', 'gnu'],
  ['powerpc64-unknown-linux-musl', 'linux-powerpc64-musl', 'powerpc64', 'linux', 'musl'],
  ['s390x-unknown-linux-gnu', 'linux-s390x', 's390x', 'linux', 'gnu'],
  ['s390x-unknown-linux-musl', 'linux-s390x-musl', 's390x', 'linux', 'musl'],
  ['loongarch64-unknown-linux-gnu', 'linux-loongarch64', 'loongarch64', 'linux', 'gnu'],
  ['loongarch64-unknown-linux-musl', 'linux-loongarch64-musl', 'loongarch64', 'linux', 'musl'],
  ['mips-unknown-linux-gnu', 'linux-mips', 'mips', 'linux', 'gnu'],
  ['mips-unknown-linux-musl', 'linux-mips-musl', 'mips', 'linux', 'musl'],
  ['mipsel-unknown-linux-gnu', 'linux-mipsel', 'mipsel', 'linux', 'gnu'],
  ['mipsel-unknown-linux-musl', 'linux-mipsel-musl', 'mipsel', 'linux', 'musl'],
  ['mips64-unknown-linux-gnuabi64', 'linux-mips64', 'mips64', 'linux', 'gnu'],
  ['mips64-unknown-linux-muslabi64', 'linux-mips64-musl', 'mips64', 'linux', 'musl'],
  ['mips64el-unknown-linux-gnuabi64', 'linux-mips64el', 'mips64el', 'linux', 'gnu'],
  ['mips64el-unknown-linux-muslabi64', 'linux-mips64el-musl', 'mips64el', 'linux', 'musl'],
  ['sparc64-unknown-linux-gnu', 'linux-sparc64', 'sparc64', 'linux', 'gnu'],

  ['x86_64-unknown-freebsd', 'freebsd-x86_64', 'x86_64', 'freebsd'],
  ['aarch64-unknown-freebsd', 'freebsd-aarch64', 'aarch64', 'freebsd'],
  ['i686-unknown-freebsd', 'freebsd-i686', 'i686', 'freebsd'],
  ['x86_64-unknown-netbsd', 'netbsd-x86_64', 'x86_64', 'netbsd'],
  ['aarch64-unknown-netbsd', 'netbsd-aarch64', 'aarch64', 'netbsd'],
  ['x86_64-unknown-openbsd', 'openbsd-x86_64', 'x86_64', 'openbsd'],
  ['aarch64-unknown-openbsd', 'openbsd-aarch64', 'aarch64', 'openbsd'],
  ['x86_64-unknown-illumos', 'illumos-x86_64', 'x86_64', 'illumos'],

  ['aarch64-linux-android', 'android-aarch64', 'aarch64', 'android'],
  ['armv7-linux-androideabi', 'android-armv7', 'armv7', 'android'],
  ['x86_64-linux-android', 'android-x86_64', 'x86_64', 'android'],
  ['i686-linux-android', 'android-i686', 'i686', 'android'],
];

export const KNOWN_PLATFORMS: readonly Platform[] = ROWS.map(([triple, friendly, architecture, os, libc, float]) => ({
  id: triple as PlatformId,
  friendly,
  architecture,
  os,
  ...(libc === undefined ? {} : { libc }),
  format: formatOf(os),
  executableSuffix: os === 'windows' ? '.exe' : '',
  names: ecosystemNames({
    architecture,
    os,
    ...(libc === undefined ? {} : { libc }),
    ...(float === undefined ? {} : { float }),
  }),
}));

const BY_NAME = new Map(
  KNOWN_PLATFORMS.flatMap((platform) => [platform.id, platform.friendly].map((name) => [name, platform])),
);

/** The platform of exactly this triple or friendly name, among the known ones and a workspace's own. */
export function findPlatform(name: string, custom: readonly Platform[] = []): Platform | undefined {
  return BY_NAME.get(name) ?? custom.find(({ id, friendly }) => id === name || friendly === name);
}

/** The format of an operating system's programs. */
export function formatOf(os: OperatingSystem): BinaryFormat {
  if (os === 'windows') return 'pe';
  return os === 'darwin' ? 'mach-o' : 'elf';
}
