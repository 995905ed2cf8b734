import { Failure, throwFailures } from '../failure';
import type { ReleasePart } from './release';

/** A unit as the workspace's configuration has it: what the release must hold of it. */
export interface ExpectedUnit {
  readonly unit: string;
  /** Platform ids. */
  readonly platforms: readonly string[];
  /** Absolute folder that the unit's package stage leaves for a platform. */
  directoryOf(platform: string): string;
}

/**
 * Every unit × platform of a release, in order. What is not expected is never missed, so a unit without a platform is a
 * gap, and so is a release without a unit. Failures: `release-gap`, `name-collision` for two units of one name.
 */
export function expectedParts(units: readonly ExpectedUnit[]): ReleasePart[] {
  if (units.length === 0) {
    throw new Failure('release-gap', { message: 'the release has no unit', hint: 'list its units in `release.units`' });
  }
  const failures = units.flatMap(({ unit, platforms }, index) => [
    ...(platforms.length > 0 ? [] : [withoutPlatform(unit)]),
    ...(units.findIndex((other) => other.unit === unit) === index ? [] : [twice(unit)]),
  ]);
  throwFailures(failures);
  const parts = units.flatMap(({ unit, platforms, directoryOf }) =>
    [...new Set(platforms)].map((platform) => ({ unit, platform, directory: directoryOf(platform) })),
  );
  return parts.sort((a, b) => compareKeys([a.unit, a.platform], [b.unit, b.platform]));
}

function compareKeys(a: readonly [string, string], b: readonly [string, string]): number {
  const [left, right] = a[0] === b[0] ? [a[1], b[1]] : [a[0], b[0]];
  return left < right ? -1 : left === right ? 0 : 1;
}

function withoutPlatform(unit: string): Failure {
  return new Failure('release-gap', {
    message: `the unit \`${unit}\` has none of the platforms that are released`,
    hint: 'remove it from `release.units`, or change its `exclude` or the `--platforms` asked for',
  });
}

function twice(unit: string): Failure {
  const hint = 'give one of them another `name` in its nx-cross.json';
  return new Failure('name-collision', { message: `two units of the release are named \`${unit}\``, hint });
}
