import { Failure, throwFailures } from '../../failure';
import type { FinishedRelease } from '../../release';
import { isPrerelease } from '../../release';
import type { GithubChannelOptions } from '../../unit/unit';
import { GITHUB_DEFAULTS } from '../../unit/defaults';
import type { WantedAsset, WantedRelease } from './wanted';

export interface WantedSubject {
  readonly version: string;
  readonly tag: string;
  readonly commit: string;
  /** How many releases the workspace has. */
  readonly releases: number;
}

/** GitHub's limits: https://docs.github.com/repositories/releasing-projects-on-github/about-releases#storage-and-bandwidth-quotas */
const MOST_ASSETS = 1000;
const LARGEST_ASSET = 2 * 1024 ** 3;

/** What a finished release must have on GitHub. Failures: `asset-limits`, all of them at once. */
export function wantAssets(finished: FinishedRelease): readonly WantedAsset[] {
  const assets = finished.files.map(({ artifact, source }): WantedAsset => {
    const { name, size, sha256 } = artifact;
    return { name, size, sha256, source };
  });
  throwFailures(checkLimits(assets));
  return assets;
}

/** All of a release that is known before it is built. */
export type WantedFields = Omit<WantedRelease, 'assets' | 'notes'>;

export function wantFields(
  options: GithubChannelOptions,
  { version, tag, commit, releases }: WantedSubject,
): WantedFields {
  const prerelease = options.prerelease ?? isPrerelease(version);
  return {
    tag,
    commit,
    prerelease,
    latest: latestOf(options, prerelease, releases),
    draft: options.draft ?? GITHUB_DEFAULTS.draft,
    ifExists: options.ifExists ?? GITHUB_DEFAULTS.ifExists,
  };
}

/** `legacy`: GitHub goes by version and date, so that a fix of an old version does not become the latest release. */
function latestOf({ latest }: GithubChannelOptions, prerelease: boolean, releases: number): WantedRelease['latest'] {
  if (prerelease) return 'false';
  if (latest !== undefined) return latest ? 'true' : 'false';
  return releases > 1 ? 'false' : 'legacy';
}

function checkLimits(assets: readonly WantedAsset[]): Failure[] {
  const failures = assets.flatMap(({ name, size = 0, source }) => {
    if (size > 0 && size < LARGEST_ASSET) return [];
    const what = size === 0 ? 'is empty' : `has ${String(size)} bytes`;
    return new Failure('asset-limits', {
      message: `${JSON.stringify(name)} ${what}, and GitHub takes assets of 1 byte up to less than 2 GiB`,
      hint: 'strip or split what is in it',
      ...(source === undefined ? {} : { place: { file: source } }),
    });
  });
  if (assets.length <= MOST_ASSETS) return failures;
  const message = `the release has ${String(assets.length)} assets, and GitHub takes ${String(MOST_ASSETS)}`;
  return [...failures, new Failure('asset-limits', { message, hint: 'make several releases of its units' })];
}
