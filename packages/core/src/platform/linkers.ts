import { KNOWN_PLATFORMS } from './known-platforms';
import type { Platform, PlatformId } from './platform';

/** A cross gcc (or mingw) by the names that Debian gives its programs. */
export interface GccLinker {
  readonly program: string;
  /** The C++ compiler; musl-tools has none. */
  readonly cxx?: string;
  readonly ar: string;
  /** What `apt-get install` takes; several with a blank between. */
  readonly debianPackage: string;
}

export interface ZigLinker {
  /** What `zig cc -target` takes, without the glibc floor. */
  readonly target: string;
}

/** What can link for a platform from another machine, and why the rest cannot. */
export interface LinkerTable {
  readonly gcc?: GccLinker;
  readonly zig?: ZigLinker;
  /** Of a strategy that is absent: the reason, a clause for `zig: …`. */
  readonly absent: { readonly gcc?: string; readonly zig?: string };
}

/** GNU's name of the target, as Debian's cross compilers have it in front; packages spell `_` as `-`. */
const GNU_TRIPLES: Readonly<Record<string, string>> = {
  'x86_64-unknown-linux-gnu': 'x86_64-linux-gnu',
  'aarch64-unknown-linux-gnu': 'aarch64-linux-gnu',
  'armv7-unknown-linux-gnueabihf': 'arm-linux-gnueabihf',
  'arm-unknown-linux-gnueabi': 'arm-linux-gnueabi',
  'armv7-unknown-linux-gnueabi': 'arm-linux-gnueabi',
  'i686-unknown-linux-gnu': 'i686-linux-gnu',
  'i586-unknown-linux-gnu': 'i686-linux-gnu',
  'riscv64gc-unknown-linux-gnu': 'riscv64-linux-gnu',
  'powerpc64le-unknown-linux-gnu': 'powerpc64le-linux-gnu',
  'powerpc64-unknown-linux-gnu': 'powerpc64-linux-gnu',
  's390x-unknown-linux-gnu': 's390x-linux-gnu',
  'mips-unknown-linux-gnu': 'mips-linux-gnu',
  'mipsel-unknown-linux-gnu': 'mipsel-linux-gnu',
  'mips64-unknown-linux-gnuabi64': 'mips64-linux-gnuabi64',
  'mips64el-unknown-linux-gnuabi64': 'mips64el-linux-gnuabi64',
  'sparc64-unknown-linux-gnu': 'sparc64-linux-gnu',
};

const MINGW: Readonly<Record<string, string>> = {
  'x86_64-pc-windows-gnu': 'x86_64-w64-mingw32',
  'i686-pc-windows-gnu': 'i686-w64-mingw32',
};

/**
 * Zig's targets as cargo-zigbuild 0.24 forms them (its src/zig.rs), those for which zig 0.17 linked a C program here.
 * Not there: big-endian PowerPC with glibc and 32-bit MIPS with musl (zig has no such libc), NetBSD and OpenBSD
 * (cargo-zigbuild knows no NetBSD, and Rust ships no std for OpenBSD), Android (needs the NDK), illumos.
 */
const ZIG_TARGETS: Readonly<Record<string, string>> = {
  'x86_64-unknown-linux-gnu': 'x86_64-linux-gnu',
  'aarch64-unknown-linux-gnu': 'aarch64-linux-gnu',
  'x86_64-unknown-linux-musl': 'x86_64-linux-musl',
  'aarch64-unknown-linux-musl': 'aarch64-linux-musl',
  'x86_64-apple-darwin': 'x86_64-macos-none',
  'aarch64-apple-darwin': 'aarch64-macos-none',
  'armv7-unknown-linux-gnueabihf': 'arm-linux-gnueabihf',
  'armv7-unknown-linux-gnueabi': 'arm-linux-gnueabi',
  'armv7-unknown-linux-musleabihf': 'arm-linux-musleabihf',
  'armv7-unknown-linux-musleabi': 'arm-linux-musleabi',
  'arm-unknown-linux-gnueabihf': 'arm-linux-gnueabihf',
  'arm-unknown-linux-gnueabi': 'arm-linux-gnueabi',
  'arm-unknown-linux-musleabihf': 'arm-linux-musleabihf',
  'arm-unknown-linux-musleabi': 'arm-linux-musleabi',
  'i686-unknown-linux-gnu': 'x86-linux-gnu',
  'i686-unknown-linux-musl': 'x86-linux-musl',
  'i586-unknown-linux-gnu': 'x86-linux-gnu',
  'i586-unknown-linux-musl': 'x86-linux-musl',
  'riscv64gc-unknown-linux-gnu': 'riscv64-linux-gnu',
  'riscv64gc-unknown-linux-musl': 'riscv64-linux-musl',
  'powerpc64le-unknown-linux-gnu': 'powerpc64le-linux-gnu',
  'powerpc64le-unknown-linux-musl': 'powerpc64le-linux-musl',
  'powerpc64-unknown-linux-musl': 'powerpc64-linux-musl',
  's390x-unknown-linux-gnu': 's390x-linux-gnu',
  's390x-unknown-linux-musl': 's390x-linux-musl',
  'loongarch64-unknown-linux-gnu': 'loongarch64-linux-gnu',
  'loongarch64-unknown-linux-musl': 'loongarch64-linux-musl',
  'mips-unknown-linux-gnu': 'mips-linux-gnueabihf',
  'mipsel-unknown-linux-gnu': 'mipsel-linux-gnueabihf',
  'mips64-unknown-linux-gnuabi64': 'mips64-linux-gnuabi64',
  'mips64el-unknown-linux-gnuabi64': 'mips64el-linux-gnuabi64',
  'mips64-unknown-linux-muslabi64': 'mips64-linux-muslabi64',
  'mips64el-unknown-linux-muslabi64': 'mips64el-linux-muslabi64',
  'sparc64-unknown-linux-gnu': 'sparc64-linux-gnu',
  'x86_64-unknown-freebsd': 'x86_64-freebsd',
  'i686-unknown-freebsd': 'x86-freebsd',
};

/** The linkers of a platform; of a target-spec file, those of the known platform that is most like it. */
export function linkerTable(platform: Platform): LinkerTable {
  const gcc = gccLinker(likeKnown(platform).id);
  const zig = platform.targetSpec === undefined ? ZIG_TARGETS[platform.id] : undefined;
  const absent = {
    ...(gcc === undefined ? { gcc: noGcc(platform) } : {}),
    ...(zig === undefined ? { zig: noZig(platform) } : {}),
  };
  return { ...(gcc === undefined ? {} : { gcc }), ...(zig === undefined ? {} : { zig: { target: zig } }), absent };
}

/** Whether anything links for a platform today; a host links for its own. */
export function hasStrategy(platform: Platform, host?: PlatformId): boolean {
  const { gcc, zig } = linkerTable(platform);
  return platform.id === host || gcc !== undefined || zig !== undefined;
}

function likeKnown(platform: Platform): Platform {
  if (platform.targetSpec === undefined) return platform;
  const { architecture, os, libc } = platform;
  const like = KNOWN_PLATFORMS.find((k) => k.architecture === architecture && k.os === os && k.libc === libc);
  return like ?? platform;
}

function gccLinker(id: PlatformId): GccLinker | undefined {
  // Debian's musl-tools wraps the machine's own gcc: no other architecture, and no C++.
  if (id === 'x86_64-unknown-linux-musl') {
    return { program: 'musl-gcc', ar: 'ar', debianPackage: 'musl-tools' };
  }
  const gnu = GNU_TRIPLES[id];
  const mingw = MINGW[id];
  const prefix = gnu ?? mingw;
  if (prefix === undefined) return undefined;
  const packaged = (gnu ?? `mingw-w64-${prefix.split('-')[0]}`).replaceAll('_', '-');
  return {
    program: `${prefix}-gcc`,
    cxx: `${prefix}-g++`,
    ar: `${prefix}-ar`,
    debianPackage: `gcc-${packaged} g++-${packaged}`,
  };
}

function noGcc({ id, os, libc }: Platform): string {
  if (os === 'windows')
    return id.endsWith('msvc') ? 'the MSVC ABI needs its own linker' : `no mingw gcc links for ${id}`;
  return libc === 'musl' ? 'Debian’s musl-gcc serves x86_64 alone' : `Debian has no cross gcc for ${id}`;
}

function noZig({ id, os, targetSpec }: Platform): string {
  if (targetSpec !== undefined) return 'cargo-zigbuild takes no target-spec file';
  // Measured with zig 0.17: std asks for -lssp_nonshared, which zig has not.
  if (id.endsWith('windows-gnu')) return 'zig cannot link Rust’s std for windows-gnu';
  if (id.endsWith('msvc')) return 'the MSVC ABI needs its own linker';
  return os === 'android' ? 'Android needs its NDK' : `zig has no libc for ${id}`;
}
