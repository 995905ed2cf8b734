import { UPLOAD } from './actions';
import type { BuildJob } from './plan-jobs';
import type { Preparation, Step } from './steps';
import { expression, installPackages, prepare } from './steps';

type Job = Readonly<Record<string, unknown>>;

/** What hands stage folders over from the jobs that build to the one that releases. */
export const STAGES_PREFIX = 'stages-';

/** A job for each row of the matrix. */
export function buildJob(jobs: readonly BuildJob[], preparation: Preparation, needs: Job): Job {
  return {
    name: expression('matrix.platform'),
    ...needs,
    'runs-on': expression('matrix.runner'),
    // One run tells of every platform that fails.
    strategy: { 'fail-fast': false, matrix: { include: jobs.map(rowOf) } },
    env: remoteCache(),
    steps: buildSteps(jobs, preparation),
  };
}

function rowOf({
  platform,
  runner,
  projects,
  targets,
  packages,
  inContainer,
}: BuildJob): Readonly<Record<string, unknown>> {
  return {
    platform: platform.friendly,
    triple: platform.id,
    runner,
    projects: projects.join(','),
    targets: targets.join(','),
    ...(packages.length === 0 ? {} : { packages: packages.join(' ') }),
    ...(inContainer ? { container: true } : {}),
  };
}

function buildSteps(jobs: readonly BuildJob[], preparation: Preparation): Step[] {
  const { imageTask, commands } = preparation;
  const { exec } = commands;
  const hasPackages = jobs.some(({ packages }) => packages.length > 0);
  const hasContainers = imageTask !== undefined && jobs.some(({ inContainer }) => inContainer);
  return [
    ...prepare(preparation, 'commit'),
    ...(hasPackages ? [installPackages(expression('matrix.packages'), expression('matrix.packages'))] : []),
    ...(hasContainers
      ? [{ name: 'Image', if: expression('matrix.container'), run: `${exec} nx run ${imageTask}` }]
      : []),
    {
      name: 'Toolchain',
      env: { PLATFORM: expression('matrix.platform') },
      run: `${exec} nx-cross setup --target="$PLATFORM"`,
    },
    {
      name: 'Build',
      env: { TARGETS: expression('matrix.targets'), PROJECTS: expression('matrix.projects') },
      run: `${exec} nx run-many --targets="$TARGETS" --projects="$PROJECTS"`,
    },
    uploadStages(
      `${STAGES_PREFIX}${expression('matrix.platform')}-${expression('matrix.runner')}`,
      stagesOf(jobs).map((stage) => `dist/*/${expression('matrix.triple')}/${stage}`),
    ),
  ];
}

/** Stages that one job or another hands over. */
export function stagesOf(jobs: readonly BuildJob[]): string[] {
  return [...new Set(jobs.flatMap(({ stages }) => stages))].sort().reverse();
}

/** Kept for a day: the release is published within this run, or the run is started again. */
export function uploadStages(name: string, folders: readonly string[]): Step {
  return {
    uses: UPLOAD.uses,
    with: { name, path: folders.join('\n'), 'if-no-files-found': 'error', 'retention-days': 1 },
  };
}

/** Nx takes an empty address for none, so a repository without these variables builds without a cache. */
function remoteCache(): Readonly<Record<string, string>> {
  return {
    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: expression('vars.NX_SELF_HOSTED_REMOTE_CACHE_SERVER'),
    NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: expression('secrets.NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'),
  };
}
