import type { GlibcFloor, Platform, PlatformId } from '../platform';
import { compareGlibc, oldestGlibc } from '../platform';

export interface FloorQuestion {
  readonly platform: Platform;
  /** The unit's `glibc`, overrides applied. */
  readonly unit?: GlibcFloor | 'none';
  /** What stands behind the platform's name in nx.json. */
  readonly workspace?: GlibcFloor;
  /** The platform of the machine that builds. */
  readonly host?: PlatformId;
}

/**
 * The oldest glibc that a unit's binaries may need; `undefined` for none.
 *
 * - Without glibc there is nothing to hold.
 * - The unit knows best what its users run; then the workspace, for all of its units.
 * - The host's own platform has none: its first archive needs nothing but rustc and the linker that is there.
 * - Any other gets the oldest that Rust itself can run on: the program then starts wherever Rust's own do, and what was
 *   built does not depend on the glibc of whoever built it.
 * - A floor that is too old for this architecture is meant for the others of the unit: the nearest possible is held. (One
 *   that is too old for all, or stands behind one platform's name, was refused when the file was read.)
 */
export function floorOf({ platform, unit, workspace, host }: FloorQuestion): GlibcFloor | undefined {
  const oldest = oldestGlibc(platform);
  if (oldest === undefined || unit === 'none') return undefined;
  const asked = unit ?? workspace;
  if (asked === undefined) return platform.id === host ? undefined : oldest;
  return compareGlibc(asked, oldest) < 0 ? oldest : asked;
}
