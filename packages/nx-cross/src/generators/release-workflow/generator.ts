import type { GeneratorCallback, PackageManager, Tree } from '@nx/devkit';
import { detectPackageManager, formatFiles, logger, readNxJson } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import { BUILDER_PROJECT, findChoices } from '../builder-image/builder';
import { explainFailures } from '../explain-failures';
import type { WorkspaceTree } from '../workspace-tree';
import { openTree } from '../workspace-tree';
import { DISTRIBUTION_FILE, planDistribution, planTemplates, TEMPLATES_FILE } from './agents';
import { isOurs, readPackages, renderHeader, splitPackages } from './choices';
import type { FoundRelease } from './find-release';
import { findRelease } from './find-release';
import { LINUX_RUNNER } from './machines';
import { packageCommands } from './package-manager';
import type { BuildJob } from './plan-jobs';
import { planJobs, smokePackages } from './plan-jobs';
import { renderYaml } from './render-yaml';
import type { ReleaseWorkflowGeneratorSchema } from './schema';
import type { Preparation } from './steps';
import type { Builders } from './workflow';
import { planWorkflow } from './workflow';

/** Failures: `config-invalid`, `no-strategy`, `smoke-impossible`, those of the workspace's files. */
export async function releaseWorkflowGenerator(
  tree: Tree,
  options: ReleaseWorkflowGeneratorSchema,
  manager: PackageManager = detectPackageManager(tree.root),
): Promise<GeneratorCallback> {
  const workspace = openTree(tree);
  const found = findRelease(workspace, options.project);
  const file = workflowFile(found);
  const before = workspace.readText(file);
  const packages = options.packages === undefined ? readPackages(before ?? '') : splitPackages(options.packages);
  const platforms = platformsOf(found);
  const jobs = planJobs(found.members, platforms, packages);
  const builders = isConnected(tree) ? withAgents(jobs) : { jobs, agents: [] };
  const preparation = prepareFor(workspace, manager);
  const toPublish = { ...found, packages: smokePackages(found.members, platforms) };
  const header = renderHeader(found.project, packages);
  write(workspace, file, renderYaml(header, planWorkflow(toPublish, builders, preparation)));
  writeAgents(workspace, header, builders.agents, preparation);
  if (options.skipFormat !== true) await formatFiles(tree);
  return () => logger.info(renderOutcome(found, jobs));
}

/** One release has the plain name; of several each has a workflow of its own. */
function workflowFile({ release, project }: FoundRelease): string {
  const suffix = release.releases === 1 ? '' : `-${project.replace(/[^\w.-]+/g, '-')}`;
  return `.github/workflows/release${suffix}.yml`;
}

/** In the order of the first unit that has them, which is the workspace's. */
function platformsOf({ members }: FoundRelease) {
  return [...new Map(members.flatMap(({ unit }) => unit.platforms).map((each) => [each.id, each])).values()];
}

/** As Nx itself asks. */
function isConnected(tree: Tree): boolean {
  const nxJson = readNxJson(tree) ?? {};
  if (nxJson.neverConnectToCloud === true) return false;
  return nxJson.nxCloudId !== undefined || nxJson.nxCloudAccessToken !== undefined;
}

/** Agents are containers with Linux: what wants another system, or an engine, stays with GitHub's runners. */
function withAgents(all: readonly BuildJob[]): Builders {
  const isForAgents = ({ runner, inContainer }: BuildJob) => runner === LINUX_RUNNER && !inContainer;
  return { agents: all.filter(isForAgents), jobs: all.filter((job) => !isForAgents(job)) };
}

function prepareFor({ tree, readText }: WorkspaceTree, manager: PackageManager): Preparation {
  const nodeVersionFile = ['.nvmrc', '.node-version'].find((file) => readText(file) !== undefined);
  return {
    commands: packageCommands(manager, readText),
    ...(nodeVersionFile === undefined ? {} : { nodeVersionFile }),
    ...(findChoices(tree) === undefined ? {} : { imageTask: `${BUILDER_PROJECT}:image` }),
  };
}

function writeAgents(
  workspace: WorkspaceTree,
  header: readonly string[],
  agents: readonly BuildJob[],
  { commands }: Preparation,
): void {
  if (agents.length === 0) return;
  write(workspace, TEMPLATES_FILE, renderYaml(header, planTemplates(agents, commands)));
  write(workspace, DISTRIBUTION_FILE, renderYaml(header, planDistribution(agents)));
}

/** Failure: `config-invalid` for a file of somebody else's. */
function write({ tree, readText }: WorkspaceTree, file: string, text: string): void {
  const before = readText(file);
  if (before !== undefined && !isOurs(before)) {
    throw new Failure('config-invalid', {
      message: 'is not one that this generator wrote',
      hint: 'move it away, and take over from it what the new one lacks',
      place: { file },
    });
  }
  tree.write(file, text);
}

function renderOutcome({ release, project }: FoundRelease, jobs: readonly BuildJob[]): string {
  const width = Math.max(...jobs.map(({ platform }) => platform.friendly.length));
  const lines = jobs.map(({ platform, runner }) => `  ${platform.friendly.padEnd(width)}  ${runner}`);
  return [
    '',
    `${release.options.name} is built on:`,
    ...lines,
    '',
    'Next:',
    `  npx nx run ${project}:publish --dry-run    what would be published from here`,
    '  git push --follow-tags                     a pushed tag of the release starts the workflow',
  ].join('\n');
}

export default (tree: Tree, options: ReleaseWorkflowGeneratorSchema): Promise<GeneratorCallback> =>
  explainFailures(() => releaseWorkflowGenerator(tree, options));
