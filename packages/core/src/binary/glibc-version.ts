import type { GlibcFloor, GlibcVersion } from '../platform';
import { compareGlibcVersions } from '../platform';

/**
 * Versions that stand for a feature of the loader rather than for a symbol. From glibc's NEWS for 2.36: a program that
 * uses DT_RELR carries this one, so that an older loader refuses it instead of crashing in it.
 */
const FEATURES: ReadonlyMap<string, GlibcVersion> = new Map([['GLIBC_ABI_DT_RELR', [2, 36]]]);

/** Whether this version name is one of glibc's at all (`GCC_3.0` is libgcc's). */
export function isGlibcVersionName(name: string): boolean {
  return name.startsWith('GLIBC_');
}

/** `undefined` for `GLIBC_PRIVATE` and features that are not known: these stand for no release of glibc. */
export function parseGlibcVersion(name: string): GlibcVersion | undefined {
  const feature = FEATURES.get(name);
  if (feature !== undefined) return feature;
  const match = /^GLIBC_(\d{1,6}(?:\.\d{1,6}){1,2})$/.exec(name);
  return match?.[1]?.split('.').map(Number);
}

export function exceedsFloor(version: GlibcVersion, floor: GlibcFloor): boolean {
  return compareGlibcVersions(version, [floor.major, floor.minor]) > 0;
}

export function renderGlibcVersion(version: GlibcVersion): string {
  return version.join('.');
}

/** The newest of the versions that have a number; `undefined` where none has. */
export function newestGlibc(names: readonly string[]): string | undefined {
  const versions = names.map(parseGlibcVersion).filter((version) => version !== undefined);
  const newest = versions.sort(compareGlibcVersions).at(-1);
  return newest === undefined ? undefined : renderGlibcVersion(newest);
}
