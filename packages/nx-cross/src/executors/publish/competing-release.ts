import type { NxJsonConfiguration } from '@nx/devkit';
import { Failure, throwFailures } from '@nx-cross/core';

interface Changelogs {
  readonly workspaceChangelog?: unknown;
  readonly projectChangelogs?: unknown;
}

/** Two that make one release: Nx's would be public at once, and empty. Failure: `release-competing`. */
export function refuseCompetingRelease({ release }: Pick<NxJsonConfiguration, 'release'>): void {
  const groups = Object.entries(release?.groups ?? {}).map(
    ([name, { changelog }]) => [`release.groups.${name}.changelog`, { projectChangelogs: changelog }] as const,
  );
  const places = [['release.changelog', (release?.changelog ?? {}) as Changelogs] as const, ...groups];
  throwFailures(places.flatMap(([place, changelogs]) => failuresOfChangelogs(place, changelogs)));
}

function failuresOfChangelogs(place: string, changelogs: Changelogs): Failure[] {
  return Object.entries(changelogs)
    .filter(([, options]) => createsRelease(options))
    .map(([kind]) => {
      const key = place.startsWith('release.groups') ? place : `${place}.${kind}`;
      return new Failure('release-competing', {
        message: `\`${key}.createRelease\` makes a GitHub release too`,
        hint: 'set it to false: the channel `github` makes the release, with its assets, and takes the notes with "notes": "changelog"',
        place: { file: 'nx.json' },
      });
    });
}

/** `github`, or an object that names a server of it. */
function createsRelease(options: unknown): boolean {
  if (typeof options !== 'object' || options === null || !('createRelease' in options)) return false;
  const { createRelease } = options;
  const provider =
    typeof createRelease === 'object' && createRelease !== null
      ? (createRelease as { provider?: unknown }).provider
      : createRelease;
  return typeof provider === 'string' && provider.startsWith('github');
}
