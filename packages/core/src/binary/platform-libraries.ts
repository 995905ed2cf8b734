import picomatch from 'picomatch';
import type { OperatingSystem, Platform } from '../platform/platform';

/**
 * The libraries that every installation of a system has, as globs: what a binary may link to without being told so.
 */
interface OwnLibraries {
  readonly globs: readonly string[];
  /** Windows looks its files up without regard to case. */
  readonly ignoreCase?: boolean;
}

/**
 * glibc's own libraries and loaders, and libgcc_s. From PEP 600's rule and auditwheel's manylinux policies
 * (https://github.com/pypa/auditwheel, policy/manylinux-policy.json) without the desktop's libraries (X11, glib, GL) and
 * without libstdc++, none of which a minimal image has.
 */
const LINUX_GNU: OwnLibraries = {
  globs: [
    'libc.so.6',
    'libm.so.6',
    'libmvec.so.1',
    'libdl.so.2',
    'libpthread.so.0',
    'librt.so.1',
    'libutil.so.1',
    'libresolv.so.2',
    'libgcc_s.so.1',
    'ld-linux*.so.*',
    'ld64.so.*',
    'ld.so.1',
  ],
};

/** A musl binary is static by default; one that may be dynamic finds these on Alpine, libgcc_s as a package. */
const LINUX_MUSL: OwnLibraries = { globs: ['libc.so', 'libc.musl-*.so.1', 'ld-musl-*.so.1', 'libgcc_s.so.1'] };

/** The system volume that System Integrity Protection keeps others from writing to: https://support.apple.com/102149 */
const DARWIN: OwnLibraries = {
  globs: ['/usr/lib/*.dylib', '/usr/lib/{swift,system}/*.dylib', '/System/Library/Frameworks/**'],
};

/**
 * Windows' API sets and the system's DLLs that Rust's std, windows-sys' common features, Go and mingw's runtime import;
 * on every desktop and server edition since Windows 7 (https://learn.microsoft.com/windows/win32/apiindex). Not here on
 * purpose: libgcc_s_seh-1, libstdc++-6, libwinpthread-1, vcruntime140, msvcp140: they come with a compiler.
 */
const WINDOWS: OwnLibraries = {
  ignoreCase: true,
  globs: [
    'api-ms-win-*.dll',
    'ext-ms-win-*.dll',
    ...[
      'advapi32 avrt bcrypt bcryptprimitives cfgmgr32 combase comctl32 comdlg32 credui crypt32 cryptbase d2d1 d3d11',
      'd3d12 dbghelp dhcpcsvc dnsapi dsound dwmapi dwrite dxgi dxva2 gdi32 gdiplus glu32 hid imm32 iphlpapi kernel32',
      'kernelbase ktmw32 mf mfplat mfreadwrite mpr mscoree msimg32 msvcrt mswsock ncrypt netapi32 normaliz ntdll ole32',
      'oleacc oleaut32 opengl32 pdh powrprof propsys psapi rpcrt4 sechost secur32 setupapi shcore shell32 shlwapi sspicli',
      'synchronization ucrtbase user32 userenv usp10 uxtheme version winhttp wininet winmm winspool.drv winscard wintrust',
      'wldap32 ws2_32 wsock32 wtsapi32 xinput1_4',
    ].flatMap((line) => line.split(' ').map((name) => (name.includes('.') ? name : `${name}.dll`))),
  ],
};

/** Base systems, with the versions left open: they change with each release and only one is ever installed. */
const OTHERS: Readonly<Partial<Record<OperatingSystem, OwnLibraries>>> = {
  darwin: DARWIN,
  windows: WINDOWS,
  // https://man.freebsd.org/cgi/man.cgi?query=intro&sektion=3
  freebsd: {
    globs: [
      '{libc,libm,libthr,libpthread,libgcc_s,librt,libutil,libexecinfo,libkvm,libmemstat,libprocstat,libdevstat}.so.*',
      '{libsys,libdl,libelf,libgeom,libcam}.so.*',
    ],
  },
  netbsd: { globs: ['{libc,libm,libpthread,libgcc_s,librt,libutil,libexecinfo,libkvm}.so.*'] },
  openbsd: { globs: ['{libc,libm,libpthread,libutil,libexecinfo,libkvm,libc++abi}.so.*'] },
  illumos: { globs: ['{libc,libm,libsocket,libnsl,libpthread,librt,libresolv,libumem,libgcc_s,libssp}.so*'] },
  // The NDK's stable libraries: https://developer.android.com/ndk/guides/stable_apis
  android: { globs: ['{libc,libm,libdl,liblog,libandroid,libz,libEGL,libGLESv2,libGLESv3,libOpenSLES,libaaudio}.so'] },
};

/** Those of `libraries` that are neither the platform's own nor among the `allowed` globs, in their order. */
export function findForeignLibraries(
  libraries: readonly string[],
  platform: Platform,
  allowed: readonly string[],
): string[] {
  const own = ownLibraries(platform);
  const isOwn = picomatch([...own.globs, ...allowed], {
    nocase: own.ignoreCase ?? false,
    // A library's path is no path of ours: dots and brackets in it are plain letters.
    dot: true,
  });
  return libraries.filter((library) => !isOwn(library));
}

function ownLibraries(platform: Platform): OwnLibraries {
  if (platform.os === 'linux') return platform.libc === 'musl' ? LINUX_MUSL : LINUX_GNU;
  return OTHERS[platform.os] ?? { globs: [] };
}
