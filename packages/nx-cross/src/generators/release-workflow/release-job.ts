import { posix } from 'node:path';
import { publishedFolder, checksumFolder } from '../../graph/places';
import type { ReleaseMembers } from '../../graph/release-targets';
import { TargetNames } from '../../graph/target-names';
import { ATTEST, DOWNLOAD, UPLOAD } from './actions';
import { STAGES_PREFIX } from './build-job';
import { LINUX_RUNNER } from './machines';
import type { Preparation, Step } from './steps';
import { expression, installPackages, prepare } from './steps';

type Job = Readonly<Record<string, unknown>>;

/** The release, and what Nx calls the project that owns it. */
export interface ReleaseToPublish {
  readonly release: ReleaseMembers;
  readonly project: string;
  /** What runs the programs that must run before they ship. */
  readonly packages: readonly string[];
}

/** Below `dist`, which git ignores: what lies elsewhere might be hashed as somebody's source. */
const DOWNLOADED = 'dist/stages';

const IS_DRY = expression('inputs.dry-run');
const IS_REAL = expression('!inputs.dry-run');
const TOKEN = { GITHUB_TOKEN: expression('github.token') };

/** Whether there is somebody to ask before anything is built: a folder takes whatever comes. */
export function isOnGithub({ release }: ReleaseToPublish): boolean {
  return release.options.channels.some(({ channel }) => channel === 'github');
}

/** Asks before anything is built whether the release can be published. */
export function preflightJob({ release, project }: ReleaseToPublish, preparation: Preparation): Job {
  const name = new TargetNames(release.file.targets).of('preflight');
  return {
    'runs-on': LINUX_RUNNER,
    steps: [
      ...prepare(preparation, 'whole'),
      { name: 'Preflight', env: TOKEN, run: `${preparation.commands.exec} nx run ${project}:${name}` },
    ],
  };
}

/** Takes over what the other jobs have made, packs, attests and publishes. */
export function releaseJob(to: ReleaseToPublish, preparation: Preparation, needs: readonly string[]): Job {
  const permissions = isOnGithub(to)
    ? { permissions: { contents: 'write', 'id-token': 'write', attestations: 'write' } }
    : {};
  return {
    needs: [...needs],
    'runs-on': LINUX_RUNNER,
    ...permissions,
    steps: [
      ...prepare(preparation, 'whole'),
      ...(to.packages.length === 0 ? [] : [installPackages(to.packages.join(' '))]),
      { uses: DOWNLOAD.uses, with: { pattern: `${STAGES_PREFIX}*`, path: DOWNLOADED } },
      { name: 'Take over', run: `${preparation.commands.exec} nx-cross import ${DOWNLOADED}` },
      ...publishSteps(to, preparation.commands.exec),
    ],
  };
}

function publishSteps(to: ReleaseToPublish, exec: string): Step[] {
  const { release, project } = to;
  const names = new TargetNames(release.file.targets);
  const publish = `${exec} nx run ${project}:${names.of('publish')}`;
  const token = isOnGithub(to) ? { env: TOKEN } : {};
  const attested = [
    { name: 'Checksums', if: IS_REAL, run: `${exec} nx run ${project}:${names.checksum()}` },
    // Before anything is public: what is published without one would be that for ever.
    {
      name: 'Attest',
      if: IS_REAL,
      uses: ATTEST.uses,
      with: { 'subject-checksums': posix.join(checksumFolder(project), 'SHA256SUMS') },
    },
  ];
  return [
    { name: 'Say what would be published', if: IS_DRY, ...token, run: `${publish} --dry-run` },
    ...(isOnGithub(to) ? attested : []),
    { name: 'Publish', if: IS_REAL, ...token, run: publish },
    ...keptFolders(to).map((path) => ({ if: IS_REAL, uses: UPLOAD.uses, with: { name: project, path } })),
  ];
}

/** Where folders alone are published, the run keeps them: its machine is gone afterwards. */
function keptFolders(to: ReleaseToPublish): string[] {
  if (isOnGithub(to)) return [];
  const { channels } = to.release.options;
  return channels.flatMap((each) => (each.channel === 'directory' ? [each.path ?? publishedFolder(to.project)] : []));
}
