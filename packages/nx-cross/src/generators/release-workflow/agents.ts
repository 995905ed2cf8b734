import { stagesOf, STAGES_PREFIX, uploadStages } from './build-job';
import { LINUX_RUNNER } from './machines';
import type { BuildJob } from './plan-jobs';
import type { Preparation } from './steps';
import { expression, prepare } from './steps';

type Job = Readonly<Record<string, unknown>>;

/** The name of the launch template, and of the kind of agent that it makes. */
const AGENT = 'nx-cross-release';

export const TEMPLATES_FILE = '.nx/workflows/nx-cross-release-agents.yaml';
export const DISTRIBUTION_FILE = '.nx/workflows/nx-cross-release.yaml';

/** The reusable steps of Nx Cloud, which is where a launch template gets its checkout from. */
const NX_STEPS = 'nrwl/nx-cloud-workflows/v5/workflow-steps';

/**
 * Starts an agent for each platform, has them run the tasks, and hands over what came of it as the jobs of the matrix do:
 * the job that publishes distributes nothing.
 */
export function agentsJob(jobs: readonly BuildJob[], preparation: Preparation, needs: Job): Job {
  const { exec } = preparation.commands;
  const prepared = prepare(preparation, 'commit');
  return {
    ...needs,
    'runs-on': LINUX_RUNNER,
    env: { NX_CLOUD_ACCESS_TOKEN: expression('secrets.NX_CLOUD_ACCESS_TOKEN') },
    steps: [
      ...prepared.slice(0, -1),
      // Before the packages are installed, so that the agents start meanwhile.
      { name: 'Agents', run: `npx nx-cloud start-ci-run --distribute-on=${DISTRIBUTION_FILE}` },
      ...prepared.slice(-1),
      {
        name: 'Build',
        run: `${exec} nx run-many --targets=${listed(jobs, 'targets')} --projects=${listed(jobs, 'projects')}`,
      },
      {
        name: 'Stop the agents',
        if: expression('always()'),
        run: `${exec} nx-cloud stop-all-agents`,
      },
      uploadStages(
        `${STAGES_PREFIX}agents`,
        stagesOf(jobs).map((stage) => `dist/*/*/${stage}`),
      ),
    ],
  };
}

/** What an agent is made of. */
export function planTemplates(jobs: readonly BuildJob[], { exec }: Preparation['commands']) {
  const packages = [...new Set(jobs.flatMap((job) => job.packages))].sort();
  const platforms = jobs.map(({ platform }) => platform.friendly).join(',');
  return {
    'launch-templates': {
      [AGENT]: {
        'resource-class': 'docker_linux_amd64/large',
        image: 'ubuntu22.04-node20.19-v2',
        'init-steps': [
          { name: 'Checkout', uses: `${NX_STEPS}/checkout/main.yaml` },
          { name: 'Node modules', uses: `${NX_STEPS}/install-node-modules/main.yaml` },
          {
            name: 'Packages of Ubuntu',
            script: `sudo apt-get update\n${INSTALL} ${[...ALWAYS, ...packages].join(' ')}\n`,
          },
          { name: 'Rust', script: INSTALL_RUST },
          { name: 'Toolchains', script: `${exec} nx-cross setup --target=${platforms}` },
        ],
      },
    },
  };
}

/** How many agents there are, and how many tasks one gets at once. */
export function planDistribution(jobs: readonly BuildJob[]) {
  return {
    'distribute-on': { default: `${String(jobs.length)} ${AGENT}` },
    'assignment-rules': [
      // A call of cargo takes every processor by itself.
      { targets: ['cross-compile--*'], 'run-on': [{ agent: AGENT, parallelism: 1 }] },
      { targets: ['strip--*', 'verify--*', 'package--*'], 'run-on': [{ agent: AGENT, parallelism: 4 }] },
    ],
  };
}

const INSTALL = 'sudo apt-get install --yes --no-install-recommends';
/** What links for the host, and what `nx-cross setup` installs zig by. */
const ALWAYS = ['gcc', 'libc6-dev', 'python3-venv'];
const INSTALL_RUST = `curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y
echo "PATH=$HOME/.cargo/bin:$PATH" >> $NX_CLOUD_ENV
`;

function listed(jobs: readonly BuildJob[], key: 'targets' | 'projects'): string {
  return [...new Set(jobs.flatMap((job) => job[key]))].join(',');
}
