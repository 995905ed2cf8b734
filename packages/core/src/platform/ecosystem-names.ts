import type { Architecture, EcosystemNames, Libc, OperatingSystem } from './platform';

/** How hardware floating point is passed, where an architecture has both ways. */
export type FloatAbi = 'hard' | 'soft';

export interface Named {
  readonly architecture: Architecture;
  readonly os: OperatingSystem;
  readonly libc?: Libc;
  readonly float?: FloatAbi;
}

interface ArchitectureNames {
  /** GOARCH: `go tool dist list`. Also OCI's word (image-spec, `architecture`) and Terraform's. */
  readonly go?: string;
  /** Node's `process.arch`. */
  readonly npm?: string;
  /** PEP 600's machine, where PyPI takes it (warehouse, forklift/legacy.py). */
  readonly wheel?: string;
  /** `dpkg-architecture -L`. */
  readonly debian?: string;
}

/**
 * Big-endian PowerPC has no npm word: Node says `ppc64` for both orders of bytes, and npm's packages mean the little one.
 * There is no wheel tag for an i586: `i686` would promise less than the file can do, and no index has another.
 */
const ARCHITECTURES: Readonly<Record<Architecture, ArchitectureNames>> = {
  x86_64: { go: 'amd64', npm: 'x64', wheel: 'x86_64', debian: 'amd64' },
  aarch64: { go: 'arm64', npm: 'arm64', wheel: 'aarch64', debian: 'arm64' },
  i686: { go: '386', npm: 'ia32', wheel: 'i686', debian: 'i386' },
  i586: { go: '386', npm: 'ia32', debian: 'i386' },
  armv7: { go: 'arm', npm: 'arm', wheel: 'armv7l', debian: 'armhf' },
  arm: { go: 'arm', npm: 'arm', debian: 'armhf' },
  riscv64: { go: 'riscv64', npm: 'riscv64', wheel: 'riscv64', debian: 'riscv64' },
  powerpc64le: { go: 'ppc64le', npm: 'ppc64', wheel: 'ppc64le', debian: 'ppc64el' },
  powerpc64: { go: 'ppc64', debian: 'ppc64' },
  s390x: { go: 's390x', npm: 's390x', wheel: 's390x', debian: 's390x' },
  loongarch64: { go: 'loong64', npm: 'loong64', debian: 'loong64' },
  mips: { go: 'mips', npm: 'mips', debian: 'mips' },
  mipsel: { go: 'mipsle', npm: 'mipsel', debian: 'mipsel' },
  mips64: { go: 'mips64', debian: 'mips64' },
  mips64el: { go: 'mips64le', debian: 'mips64el' },
  sparc64: { debian: 'sparc64' },
};

/** Pairs of GOOS and GOARCH that Go has: `go tool dist list` of Go 1.26, those of our operating systems. */
const GO_PORTS: Readonly<Record<OperatingSystem, readonly string[]>> = {
  android: ['386', 'amd64', 'arm', 'arm64'],
  darwin: ['amd64', 'arm64'],
  freebsd: ['386', 'amd64', 'arm', 'arm64'],
  illumos: ['amd64'],
  linux: [
    ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le'],
    ...['mipsle', 'ppc64', 'ppc64le', 'riscv64', 's390x'],
  ],
  netbsd: ['386', 'amd64', 'arm', 'arm64'],
  openbsd: ['386', 'amd64', 'arm', 'arm64', 'ppc64', 'riscv64'],
  windows: ['386', 'amd64', 'arm64'],
};

/** Node's `process.platform`; NetBSD is not in its documentation, yet is what a Node built there says (esbuild's packages). */
const NPM_OS: Readonly<Record<OperatingSystem, string>> = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  illumos: 'sunos',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  windows: 'win32',
};

/** PEP 738's names of Android's ABIs. */
const ANDROID_WHEELS: Partial<Record<Architecture, string>> = {
  aarch64: 'android_arm64_v8a',
  armv7: 'android_armeabi_v7a',
  i686: 'android_x86',
  x86_64: 'android_x86_64',
};
const WINDOWS_WHEELS: Partial<Record<Architecture, string>> = {
  aarch64: 'win_arm64',
  i686: 'win32',
  x86_64: 'win_amd64',
};

/** What each ecosystem calls a platform; a key is left out where it has no word for it. */
export function ecosystemNames(named: Named): EcosystemNames {
  const { architecture, os, libc } = named;
  const words = ARCHITECTURES[architecture];
  const goArch = words.go !== undefined && GO_PORTS[os].includes(words.go) ? words.go : undefined;
  const version = architecture === 'armv7' ? '7' : architecture === 'arm' ? '6' : undefined;
  const wheel = wheelTag(named);
  const debian = debianName(named);
  return {
    ...(goArch === undefined ? {} : { go: { os, arch: goArch, ...(version === undefined ? {} : { arm: version }) } }),
    ...(words.npm === undefined ? {} : { npm: { os: NPM_OS[os], cpu: words.npm, ...npmLibc(libc) } }),
    ...(wheel === undefined ? {} : { wheel }),
    ...(goArch === undefined ? {} : { oci: [os, goArch, ...(version === undefined ? [] : [`v${version}`])].join('/') }),
    ...(goArch === undefined ? {} : { terraform: `${os}_${goArch}` }),
    ...(debian === undefined ? {} : { debian }),
  };
}

function npmLibc(libc: Libc | undefined): { libc?: 'glibc' | 'musl' } {
  return libc === undefined ? {} : { libc: libc === 'gnu' ? 'glibc' : 'musl' };
}

function wheelTag({ architecture, os, libc, float }: Named): string | undefined {
  if (os === 'windows') return WINDOWS_WHEELS[architecture];
  if (os === 'android') return ANDROID_WHEELS[architecture];
  if (os === 'darwin') return `macosx_${architecture === 'aarch64' ? 'arm64' : architecture}`;
  const machine = ARCHITECTURES[architecture].wheel;
  // The tags of 32-bit ARM promise hardware floating point (PEP 599).
  if (os !== 'linux' || machine === undefined || float === 'soft') return undefined;
  return `${libc === 'musl' ? 'musllinux' : 'manylinux'}_${machine}`;
}

/** A static musl program is installed on Debian like any other, so it has the architecture's name too (as cargo-deb says). */
function debianName({ architecture, os, float }: Named): string | undefined {
  if (os !== 'linux') return undefined;
  return float === 'soft' ? 'armel' : ARCHITECTURES[architecture].debian;
}
