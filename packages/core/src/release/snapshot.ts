import type { Checkout } from './checkout';

/** As many digits as Go's pseudo-versions have: no other commit of a repository begins with the same ones. */
const DIGITS = 12;

/**
 * `1.2.3` off its tag: `1.2.3-snapshot.0a1b2c3d4e5f`, and `.dirty` behind it where files differ from the commit. A
 * prerelease goes on (`1.2.3-rc.1.snapshot.…`), build metadata stays behind.
 */
export function snapshotVersion(version: string, { head, changed }: Pick<Checkout, 'head' | 'changed'>): string {
  const [release = '', build] = version.split(/\+(.*)/s);
  const snapshot = ['snapshot', shortCommit(head.commit), ...(changed.length > 0 ? ['dirty'] : [])].join('.');
  return `${release}${release.includes('-') ? '.' : '-'}${snapshot}${build === undefined ? '' : `+${build}`}`;
}

/** Semver takes what is all digits for a number, which must not begin with a 0: then as many more as it takes for a letter. */
function shortCommit(commit: string): string {
  const digits = /^\d*/.exec(commit)?.[0].length ?? 0;
  return commit.slice(0, Math.max(DIGITS, digits + 1));
}

/** What a channel that everybody reads refuses unless it is told otherwise. */
export function isSnapshot(version: string): boolean {
  return /[-.]snapshot\.[0-9a-f]{12,}(\.dirty)?(\+.*)?$/.test(version);
}
