import { tagTemplate } from '@nx-cross/core/release';
import { agentsJob } from './agents';
import { buildJob } from './build-job';
import type { BuildJob } from './plan-jobs';
import type { ReleaseToPublish } from './release-job';
import { isOnGithub, preflightJob, releaseJob } from './release-job';
import type { Preparation } from './steps';
import { expression } from './steps';
import { tagPattern } from './tag-pattern';

/** Who builds: jobs of GitHub's, and where the workspace has Nx Cloud its agents instead of those that Linux can do. */
export interface Builders {
  readonly jobs: readonly BuildJob[];
  readonly agents: readonly BuildJob[];
}

/** The workflow as YAML's plain values. A function of the workspace alone: the same one, the same text. */
export function planWorkflow(to: ReleaseToPublish, { jobs, agents }: Builders, preparation: Preparation) {
  const { options, releases } = to.release;
  const asks = isOnGithub(to);
  const needs = asks ? { needs: 'preflight' } : {};
  const building = {
    ...(agents.length === 0 ? {} : { agents: agentsJob(agents, preparation, needs) }),
    ...(jobs.length === 0 ? {} : { build: buildJob(jobs, preparation, needs) }),
  };
  return {
    name: `Release ${options.name}`,
    on: {
      push: { tags: [tagPattern(tagTemplate(options, releases))] },
      workflow_dispatch: { inputs: INPUTS },
    },
    permissions: { contents: 'read' },
    // A publication that is cut off goes on when it is started again; two at once would only be in each other's way.
    concurrency: { group: `${expression('github.workflow')}-${expression('github.ref')}`, 'cancel-in-progress': false },
    defaults: { run: { shell: 'bash' } },
    env: { NX_CROSS_VERSION: expression('inputs.version') },
    jobs: {
      ...(asks ? { preflight: preflightJob(to, preparation) } : {}),
      ...building,
      release: releaseJob(to, preparation, Object.keys(building)),
    },
  };
}

const INPUTS = {
  version: {
    description: 'The version, where the commit has no tag of it',
    type: 'string',
    required: false,
  },
  'dry-run': {
    description: 'Build everything, say what would be published, and publish nothing',
    type: 'boolean',
    default: true,
  },
};
