import { findPlatform } from './known-platforms';
import type { Libc, Platform } from './platform';

export interface HostDescription {
  readonly os: 'linux' | 'darwin' | 'windows';
  /** Rust's word, `x86_64`; `armv7` and `arm` for 32-bit ARM. */
  readonly architecture: string;
  /** Of a Linux host; glibc where nobody knows. */
  readonly libc?: Libc;
}

/**
 * The platform whose programs a machine runs itself, as rustup would choose its default host (on Windows the MSVC one);
 * `undefined` for one that is not in the table. Where rustc is there, its own word (`rustc -vV`) is the better one.
 */
export function hostPlatform({ os, architecture, libc = 'gnu' }: HostDescription): Platform | undefined {
  switch (os) {
    case 'darwin':
      return findPlatform(`${architecture}-apple-darwin`);
    case 'windows':
      return findPlatform(`${architecture}-pc-windows-msvc`);
    case 'linux':
      return findPlatform(`linux-${architecture}${libc === 'musl' ? '-musl' : ''}`);
  }
}
