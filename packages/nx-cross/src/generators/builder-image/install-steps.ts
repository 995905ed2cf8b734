import type { Platform } from '@nx-cross/core/platform';
import { linkerTable } from '@nx-cross/core/platform';
import type { BuilderChoices, LinkerFamily } from './choices';
import { DISTRIBUTION } from './choices';

/** Packages that are not the same for every architecture that the image may be built for, by Debian's names of those. */
export interface Conditional {
  readonly condition: string;
  readonly packages: string;
}

/** Why such an image cannot compile for the platform; `undefined` where it can. */
export function whyNot(platform: Platform, { linkers, rust }: BuilderChoices): string | undefined {
  const table = linkerTable(platform);
  if (linkers.every((linker) => table[linker] === undefined)) {
    return linkers.map((linker) => `${linker}: ${table.absent[linker] ?? 'none'}`).join('; ');
  }
  if (rust !== DISTRIBUTION || platform.targetSpec !== undefined || distributionStd(platform) !== undefined)
    return undefined;
  return 'Debian packages no std of Rust for it';
}

export function needsZig(platforms: readonly Platform[], linkers: readonly LinkerFamily[]): boolean {
  return linkers.includes('zig') && platforms.some((platform) => linkerTable(platform).zig !== undefined);
}

/** Cross compilers. The image's own gcc has the cross compiler's name too where the platform is the image's own. */
export function gccPackages(
  platforms: readonly Platform[],
  linkers: readonly LinkerFamily[],
): (string | Conditional)[] {
  const rows = platforms.flatMap((platform) => {
    const packages = linkers.includes('gcc') ? linkerTable(platform).gcc?.debianPackage : undefined;
    if (packages === undefined) return [];
    if (platform.libc === 'musl') return [{ condition: '= amd64', packages }];
    const own = platform.libc === 'gnu' ? platform.names.debian : undefined;
    return [own === undefined ? packages : { condition: `!= ${own}`, packages }];
  });
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

/** The package of Rust's std for a platform, as Debian has it: for its own architectures, and for Windows. */
export function distributionStd({
  id,
  os,
  libc,
  names,
  targetSpec,
}: Platform): { readonly name: string; readonly architecture?: string } | undefined {
  if (targetSpec !== undefined) return undefined;
  if (id.endsWith('-pc-windows-gnu')) return { name: 'libstd-rust-dev-windows' };
  if (os !== 'linux' || libc !== 'gnu' || names.debian === undefined) return undefined;
  return { name: `libstd-rust-dev:${names.debian}`, architecture: names.debian };
}
