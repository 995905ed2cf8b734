/** The bare triple of a platform, `aarch64-unknown-linux-gnu`; of a target-spec file, the file's base name. */
export type PlatformId = string & { readonly __brand: 'PlatformId' };

/** What the binary is for, in Rust's spelling of `target_arch`, save that 32-bit x86 and ARM keep their revision. */
export type Architecture =
  | 'x86_64'
  | 'aarch64'
  | 'i686'
  | 'i586'
  | 'armv7'
  | 'arm'
  | 'riscv64'
  | 'powerpc64le'
  | 'powerpc64'
  | 's390x'
  | 'loongarch64'
  | 'mips'
  | 'mipsel'
  | 'mips64'
  | 'mips64el'
  | 'sparc64';

export type OperatingSystem = 'linux' | 'darwin' | 'windows' | 'freebsd' | 'netbsd' | 'openbsd' | 'illumos' | 'android';

/** What C library a Linux binary speaks to; `undefined` elsewhere. */
export type Libc = 'gnu' | 'musl';

export type BinaryFormat = 'elf' | 'mach-o' | 'pe';

/** `2.17`: the oldest glibc that a gnu binary may need. */
export interface GlibcFloor {
  readonly major: number;
  readonly minor: number;
}

/** What each ecosystem calls a platform; absent where it has no word for it. */
export interface EcosystemNames {
  /** `GOOS`/`GOARCH`, with `GOARM` for 32-bit ARM. */
  readonly go?: { readonly os: string; readonly arch: string; readonly arm?: string };
  /** npm's `os`, `cpu` and `libc`, as in package.json. */
  readonly npm?: { readonly os: string; readonly cpu: string; readonly libc?: 'glibc' | 'musl' };
  /** A wheel's platform tag without its floor: `manylinux_x86_64`, `macosx_arm64`, `win_amd64`. */
  readonly wheel?: string;
  /** An OCI image's platform, `linux/arm64`, `linux/arm/v7`. */
  readonly oci?: string;
  /** `linux_arm64`. */
  readonly terraform?: string;
  /** Debian's architecture, `arm64`. */
  readonly debian?: string;
}

export interface Platform {
  readonly id: PlatformId;
  /** `linux-x86_64`, `linux-x86_64-musl`, `windows-x86_64`, `darwin-aarch64`. */
  readonly friendly: string;
  readonly architecture: Architecture;
  readonly os: OperatingSystem;
  readonly libc?: Libc;
  readonly format: BinaryFormat;
  /** `.exe` on Windows, else empty. */
  readonly executableSuffix: '' | '.exe';
  readonly names: EcosystemNames;
  /** Path of a target-spec JSON file, relative to the workspace's root, for a custom target. */
  readonly targetSpec?: string;
}
