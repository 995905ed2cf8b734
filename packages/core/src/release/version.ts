import { Failure, throwFailures } from '../failure';

/** semver.org's own pattern for a version, its groups unnamed. */
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?$/;

export interface VersionSources {
  /** What the user asked for on the command line or by environment. */
  readonly override?: string | undefined;
  /** Unit → the version that its Cargo.toml has. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * The release's one version: the override as it is (nothing is stripped: `v1.2.3` would be another version in each
 * name), else the one that all units agree on. Failures: `version-invalid`, `version-disagreement`.
 */
export function resolveVersion({ override, versions }: VersionSources): string {
  if (override !== undefined) {
    throwFailures(checkVersion(override, "the release's version"));
    return override;
  }
  const units = Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1));
  throwFailures(units.flatMap(([unit, version]) => checkVersion(version, `the version of \`${unit}\``)));
  const [first, ...others] = new Set(units.map(([, version]) => version));
  if (first === undefined) {
    throw new Failure('version-invalid', { message: 'the release has no unit and so no version', hint: HINT });
  }
  if (others.length === 0) return first;
  const each = units.map(([unit, version]) => `\`${unit}\` ${version}`).join(', ');
  throw new Failure('version-disagreement', {
    message: `the units of one release have different versions: ${each}`,
    hint: HINT,
  });
}

const HINT = 'give the units one version, or the release its own with --release-version=<version>';

function checkVersion(version: string, whose: string): Failure[] {
  if (SEMVER.test(version)) return [];
  const bare = version.trim().replace(/^[vV=]+/, '');
  const hint = SEMVER.test(bare) ? `write ${bare}` : 'a version looks like 1.2.3, 1.2.3-rc.1 or 1.2.3+build';
  const message = `${whose}, ${JSON.stringify(version)}, is no semantic version`;
  return [new Failure('version-invalid', { message, hint })];
}

/** Whether the version comes before the one that it leads to: semver's rule, and GitHub's flag. */
export function isPrerelease(version: string): boolean {
  return SEMVER.exec(version)?.[4] !== undefined;
}
