import { Failure, throwFailures } from '../failure';
import type { Checkout } from './checkout';
import { snapshotVersion } from './snapshot';
import type { VersionTag } from './tag';
import { findVersionTag } from './tag';

/** semver.org's own pattern for a version, its groups unnamed. */
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?$/;

export interface VersionSources {
  /** What the user asked for on the command line or by environment. */
  readonly override?: string | undefined;
  /** What a tag at the commit says. */
  readonly tagged?: string | undefined;
  /** Unit → the version that its Cargo.toml has. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * The release's one version: the override as it is (nothing is stripped: `v1.2.3` would be another version in each
 * name), else what a tag says, else the one that all units agree on. Failures: `version-invalid`, `version-disagreement`.
 */
export function resolveVersion({ override, tagged, versions }: VersionSources): string {
  if (override !== undefined) {
    throwFailures(checkVersion(override, "the release's version"));
    return override;
  }
  if (tagged !== undefined) return tagged;
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

/** A version, and which of its sources had it. */
export interface PublishedVersion {
  readonly version: string;
  readonly from: 'given' | 'tag' | 'manifest' | 'snapshot';
  /** What Cargo.toml says, where something else won. */
  readonly manifest?: string;
  readonly tag?: string;
}

export interface PublishedSources extends Omit<VersionSources, 'tagged'> {
  /** `undefined` outside of a repository of git. */
  readonly checkout?: Checkout | undefined;
  /** Of the release's tags. */
  readonly template: string;
}

/**
 * The version that a release is published under. What is given counts as it is. A tag at the commit is that release, and
 * nothing else may go by its name. Off a tag a release that has tags is a snapshot: its version was published, or will be,
 * from another commit. Where no release was ever tagged, Cargo.toml's version is the first.
 *
 * @throws Failure `tree-dirty`, `history-shallow`, and those of {@link resolveVersion}.
 */
export function resolvePublishedVersion(sources: PublishedSources): PublishedVersion {
  const { override, versions, checkout, template } = sources;
  if (override !== undefined) return { version: resolveVersion({ override, versions }), from: 'given' };
  const tag = checkout && findVersionTag(template, checkout.head.tags);
  if (checkout !== undefined && tag !== undefined) {
    throwFailures(checkTree(tag, checkout));
    return { version: tag.version, from: 'tag', tag: tag.tag, ...manifestOf(versions) };
  }
  if (checkout?.isShallow === true) throw shallow(template);
  const manifest = resolveVersion({ versions });
  if (checkout === undefined || findVersionTag(template, checkout.tags) === undefined) {
    return { version: manifest, from: 'manifest' };
  }
  return { version: snapshotVersion(manifest, checkout), from: 'snapshot', manifest };
}

function manifestOf(versions: VersionSources['versions']): { manifest?: string } {
  const [manifest, ...others] = new Set(Object.values(versions));
  return manifest === undefined || others.length > 0 ? {} : { manifest };
}

function checkTree({ tag }: VersionTag, { changed }: Checkout): Failure[] {
  if (changed.length === 0) return [];
  const others = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
  const message = `HEAD is at the tag ${tag}, and files differ from it: ${changed.slice(0, 3).join(', ')}${others}`;
  return [
    new Failure('tree-dirty', { message, hint: 'commit or undo the changes, or say --release-version=<version>' }),
  ];
}

function shallow(template: string): Failure {
  return new Failure('history-shallow', {
    message: `this clone is shallow, and no tag like ${template} is at HEAD: whether the commit is a release cannot be told`,
    hint: 'fetch the history and the tags (git fetch --unshallow --tags; fetch-depth: 0 of actions/checkout), or say --release-version=<version>',
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
