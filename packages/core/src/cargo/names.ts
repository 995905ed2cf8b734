import type { Platform } from '../platform/platform';

/** `AARCH64_UNKNOWN_LINUX_GNU`, as in cargo's own `CARGO_TARGET_<…>_LINKER`. */
export function upperSnake(name: string): string {
  return lowerSnake(name).toUpperCase();
}

/** `aarch64_unknown_linux_gnu`, as in the cc crate's `CC_<…>`. */
export function lowerSnake(name: string): string {
  // Cargo replaces both in the names of configuration variables (custom profiles and target-spec files may have dots).
  return name.replace(/[-.]/g, '_');
}

/** `CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER` */
export function targetVariable(platform: Platform, what: 'LINKER' | 'RUSTFLAGS' | 'RUNNER'): string {
  return `CARGO_TARGET_${upperSnake(platform.id)}_${what}`;
}

/** `CARGO_PROFILE_RELEASE_LOWMEM_LTO` */
export function profileVariable(
  profile: string,
  what: 'LTO' | 'CODEGEN_UNITS' | 'OPT_LEVEL' | 'PANIC' | 'STRIP',
): string {
  return `CARGO_PROFILE_${upperSnake(profile)}_${what}`;
}
