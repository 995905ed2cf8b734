import { Failure } from '../failure';
import type { Place } from '../failure';
import { MOST, nearestNames, renderNearest } from '../nearest';
import { findFloorMistake, parseGlibcFloor } from './glibc';
import { KNOWN_PLATFORMS, findPlatform } from './known-platforms';
import type { GlibcFloor, Platform } from './platform';
import { nameLike, nearestPlatforms } from './suggest';

export interface PlatformContext {
  /** The workspace's platforms of target-spec files. */
  readonly custom?: readonly Platform[];
  /** Names beside the platforms' own that would be right in this place, such as groups: for the hint of an error. */
  readonly others?: readonly string[];
  /** Where the name stands. */
  readonly place?: Place;
}

/** A platform with the glibc floor that was written after its name. */
export interface ConfiguredPlatform {
  readonly platform: Platform;
  readonly floor?: GlibcFloor;
}

/**
 * `aarch64-unknown-linux-gnu`, `linux-aarch64`, and either with a glibc floor, `….2.17`.
 * Failures: `malformed-triple`, `unknown-platform` with the nearest names, `glibc-floor`.
 */
export function parsePlatform(text: string, context: PlatformContext = {}): ConfiguredPlatform {
  const { custom = [], place } = context;
  const whole = findPlatform(text, custom);
  if (whole !== undefined) return { platform: whole };
  const dot = text.indexOf('.');
  const platform = dot < 0 ? undefined : findPlatform(text.slice(0, dot), custom);
  if (platform === undefined) throw unknownPlatform(text, context);
  const floor = parseGlibcFloor(text.slice(dot + 1), place);
  const mistake = findFloorMistake(floor, platform, place);
  if (mistake !== undefined) throw mistake;
  return { platform, floor };
}

/** The failure for a name that is no platform's: `malformed-triple` where it cannot be one, else `unknown-platform`. */
function unknownPlatform(text: string, { custom = [], others = [], place }: PlatformContext): Failure {
  // What looks like a floor behind it says nothing of the name.
  const name = text.replace(/\.\d.*$/, '');
  const platforms = nearestPlatforms(name, [...custom, ...KNOWN_PLATFORMS]).map((platform) => nameLike(text, platform));
  const near = [...nearestNames(text, others), ...platforms].slice(0, MOST);
  // A name that some other ecosystem has for a platform is not malformed, whatever its letters.
  const malformed = near.length === 0 && !/^[A-Za-z0-9_]+([-.][A-Za-z0-9_]+)*$/.test(text);
  const quoted = JSON.stringify(text);
  return new Failure(malformed ? 'malformed-triple' : 'unknown-platform', {
    message: malformed ? `${quoted} is not a target triple` : `there is no platform ${quoted}`,
    hint:
      renderNearest(near) ??
      'write a target triple, as in aarch64-unknown-linux-gnu, or a friendly name, as in linux-aarch64',
    ...(place === undefined ? {} : { place }),
  });
}
