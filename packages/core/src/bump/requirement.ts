import { parse, satisfies } from 'semver';

/** One comparison, the form that nearly all have: `1`, `^0.1.0`, `~1.2`, `= 1.2.3-rc.1`. */
const SINGLE = /^(\s*(?:[\^~=]\s*)?)(\d+)(\.\d+)?(\.\d+)?(-[^+\s,]+)?(\+[^\s,]+)?\s*$/;

/**
 * A version requirement after the crate that it is for got a new version: the same comparison, as exact as it was (`0.1`
 * becomes `0.2`, `=0.1.0` becomes `=0.2.0`). One of several comparisons, or with a `*`, stays where the new version meets it.
 *
 * @returns `undefined` where it neither holds nor says how it should go on.
 */
export function raiseRequirement(requirement: string, version: string): string | undefined {
  const target = parse(version);
  if (target === null) return undefined;
  const [, operator = '', , minor, patch, prerelease] = SINGLE.exec(requirement) ?? [];
  if (SINGLE.test(requirement)) {
    const whole = `${operator}${target.version}`;
    // A prerelease is met by a requirement that names it alone.
    if (target.prerelease.length > 0 || prerelease !== undefined || patch !== undefined) return whole;
    return `${operator}${target.major}${minor === undefined ? '' : `.${target.minor}`}`;
  }
  // Cargo puts a comma where npm puts a space.
  return satisfies(target, requirement.replaceAll(',', ' ')) ? requirement : undefined;
}
