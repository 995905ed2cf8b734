import type { NxJsonConfiguration } from '@nx/devkit';
import { refuseCompetingRelease } from './competing-release';

const refuse = (release: NxJsonConfiguration['release']) => () =>
  refuseCompetingRelease(release === undefined ? {} : { release });

it.each([
  [undefined],
  [{}],
  [{ changelog: { workspaceChangelog: true } }],
  [{ changelog: { workspaceChangelog: { createRelease: false as const } } }],
  [{ changelog: { workspaceChangelog: { createRelease: 'gitlab' as const } } }],
  [{ groups: { cli: { projects: ['cli'], changelog: true } } }],
])('lets %j be', (release) => {
  expect(refuse(release)).not.toThrow();
});

it.each<[NonNullable<NxJsonConfiguration['release']>, string]>([
  [{ changelog: { workspaceChangelog: { createRelease: 'github' } } }, 'release.changelog.workspaceChangelog'],
  [{ changelog: { projectChangelogs: { createRelease: 'github' } } }, 'release.changelog.projectChangelogs'],
  [
    { changelog: { projectChangelogs: { createRelease: { provider: 'github-enterprise-server', hostname: 'x' } } } },
    'release.changelog.projectChangelogs',
  ],
  [{ groups: { cli: { projects: ['cli'], changelog: { createRelease: 'github' } } } }, 'release.groups.cli.changelog'],
])('refuses %j', (release, key) => {
  expect(refuse(release)).toThrow(
    expect.objectContaining({
      code: 'release-competing',
      message: `\`${key}.createRelease\` makes a GitHub release too`,
      place: { file: 'nx.json' },
    }),
  );
});
