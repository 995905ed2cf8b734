import { Failure } from '../failure';
import type { Place } from '../failure';
import type { Architecture, GlibcFloor, Platform } from './platform';

/**
 * The oldest glibc that a program of Rust's standard library can need on an architecture; also the floor of a cross
 * build that asks for none. 2.17 and 2.23: rustc's book, "Platform support" (and the blog of 2022-08-01, which raised it
 * to 2.17). RISC-V and LoongArch: glibc itself has no older port (2.27 and 2.36, its NEWS). Little-endian PowerPC: zig
 * knows none before 2.19 (tried with zig 0.17), and nothing else here holds a floor.
 */
const OLDEST: Readonly<Record<Architecture, string>> = {
  x86_64: '2.17',
  aarch64: '2.17',
  i686: '2.17',
  i586: '2.17',
  armv7: '2.17',
  arm: '2.17',
  riscv64: '2.27',
  powerpc64le: '2.19',
  powerpc64: '2.17',
  s390x: '2.17',
  loongarch64: '2.36',
  mips: '2.23',
  mipsel: '2.23',
  mips64: '2.23',
  mips64el: '2.23',
  sparc64: '2.23',
};

// No leading zero and no third part: cargo-zigbuild falls back silently where it cannot read a floor (its issue 231).
const FLOOR = /^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$/;

/** `2.17` as a floor. Failure: `glibc-floor` where it is anything else. */
export function parseGlibcFloor(text: string, place?: Place): GlibcFloor {
  const [, major, minor] = FLOOR.exec(text) ?? [];
  if (major !== undefined && minor !== undefined) return { major: Number(major), minor: Number(minor) };
  throw new Failure('glibc-floor', {
    message: `${JSON.stringify(text)} is no version of glibc`,
    hint: 'write major and minor, digits only, as in 2.17',
    ...(place === undefined ? {} : { place }),
  });
}

export function renderGlibcFloor(floor: GlibcFloor): string {
  return `${floor.major}.${floor.minor}`;
}

/** What a symbol needs: `2.3.4` as `[2, 3, 4]`. */
export type GlibcVersion = readonly number[];

/** Negative where `a` is older, 0 where they are equal, positive where it is newer. */
export function compareGlibcVersions(a: GlibcVersion, b: GlibcVersion): number {
  for (let part = 0; part < Math.max(a.length, b.length); part += 1) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** {@link compareGlibcVersions} of floors. */
export function compareGlibc(a: GlibcFloor, b: GlibcFloor): number {
  return compareGlibcVersions([a.major, a.minor], [b.major, b.minor]);
}

/** The oldest floor that a platform can have; `undefined` where it has no glibc. */
export function oldestGlibc(platform: Platform): GlibcFloor | undefined {
  return platform.libc === 'gnu' ? parseGlibcFloor(OLDEST[platform.architecture]) : undefined;
}

/** Why a platform cannot have a floor, as a `glibc-floor` failure; `undefined` where it can. */
export function findFloorMistake(floor: GlibcFloor, platform: Platform, place?: Place): Failure | undefined {
  const at = place === undefined ? {} : { place };
  const text = renderGlibcFloor(floor);
  const oldest = oldestGlibc(platform);
  if (oldest === undefined) {
    const message = `${platform.id} has no glibc, so it cannot have the glibc floor ${text}`;
    return new Failure('glibc-floor', { message, hint: 'leave the floor out', ...at });
  }
  if (compareGlibc(floor, oldest) >= 0) return undefined;
  const message = `the glibc floor ${text} is too old for ${platform.id}`;
  return new Failure('glibc-floor', { message, hint: `its oldest is ${renderGlibcFloor(oldest)}`, ...at });
}
