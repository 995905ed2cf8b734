import { hostname } from 'node:os';
import type { PreTasksExecution, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { Failures } from '@nx-cross/core';
import {
  identifyToolchains,
  LOCK_FILE,
  parseLockFile,
  renderStart,
  renderVariables,
  STARTED,
  VARIABLES,
} from '@nx-cross/core/build';
import { gitIn, probeHead } from '@nx-cross/core/release';
import { localHost } from '@nx-cross/core/toolchain';
import type { CommandLine } from './command-line';
import { parseCommandLine } from './command-line';
import { demandsOfRequest } from './demands';
import { hashedNames, variablesHashed } from './hashed-names';
import { KEEP } from './keep';
import { knownProjects } from './known-projects';
import { PLUGIN_NAME, machineOf, openLocalWorkspace } from './plugin-options';
import { readableError } from './readable-error';
import { findRequestMistakes } from './request-mistakes';
import { isTaggedVariable } from './tagged-variable';
import { taggedVersions } from './tagged-version';
import { buildModel, unitFilesOf } from './workspace-model';

type Targets = NonNullable<ProjectConfiguration['targets']>;

/**
 * Runs before the task graph is made and hashed; what it writes to `process.env` reaches Nx, the hashes and the
 * executors. `NX_CROSS_TARGET` is always written: a daemon would keep the last command's. What it throws ends the
 * command before a task has run.
 */
export const preTasksExecution: PreTasksExecution = async (options, { argv, workspaceRoot }) => {
  const line = parseCommandLine(argv);
  // What is edited from here on is in no hash of this run; agents check out at a time of their own.
  process.env[STARTED] = renderStart({ hostname: hostname(), at: Date.now() });
  const projects = await knownProjects();
  const targets = Object.fromEntries(Object.entries(projects).map(([name, each]) => [name, each.targets ?? {}]));
  refuseMistakes(line, targets);
  const { target, releaseVersion, keep } = line;
  process.env['NX_CROSS_TARGET'] = target ?? '';
  if (releaseVersion !== undefined) process.env['NX_CROSS_VERSION'] = releaseVersion;
  // Of this command and of those that it starts, which inherit it.
  if (keep) process.env[KEEP] = '1';
  const head = probeHead(gitIn(workspaceRoot));
  process.env['NX_CROSS_COMMIT'] = head?.commit ?? '';
  process.env['NX_CROSS_COMMIT_TIME'] = head?.time ?? '';
  const ours = Object.values(targets).flatMap((each) => Object.values(each).filter(isOurs));
  Object.assign(process.env, versionsOfTags(ours, projects, head?.tags ?? [], workspaceRoot, options));
  process.env[VARIABLES] = variablesOf(ours);
  await identifyTools(line, Object.values(targets), workspaceRoot, options);
};

/** Each variable that a task hashes, empty where no tag says anything: a daemon would keep another commit's. */
function versionsOfTags(
  ours: readonly TargetConfiguration[],
  projects: Readonly<Record<string, ProjectConfiguration>>,
  tags: readonly string[],
  workspaceRoot: string,
  options: unknown,
): Record<string, string> {
  const tagged = ours.flatMap(variablesHashed).filter(isTaggedVariable);
  const empty = Object.fromEntries(tagged.map((name) => [name, '']));
  // Nearly every commit is of this kind.
  if (tags.length === 0) return empty;
  try {
    const workspace = openLocalWorkspace(workspaceRoot, options);
    return {
      ...empty,
      ...taggedVersions(buildModel(workspace, unitFilesOf(workspace, Object.values(projects))), tags),
    };
  } catch (error) {
    throw readableError(error as Error);
  }
}

/** The answers to what the tasks ask of this machine, into the variables that their hashes are made of. */
async function identifyTools(
  { request }: CommandLine,
  projects: readonly Targets[],
  workspaceRoot: string,
  options: unknown,
): Promise<void> {
  try {
    const workspace = openLocalWorkspace(workspaceRoot, options);
    const { platforms, files } = workspace;
    const known = platforms.map(({ platform }) => platform);
    const demands = demandsOfRequest(projects, request?.targets, known);
    if (demands.length === 0) return;
    const lock = parseLockFile(files.readText(LOCK_FILE));
    Object.assign(process.env, await identifyToolchains(demands, lock, machineOf(workspace, localHost())));
  } catch (error) {
    throw readableError(error as Error);
  }
}

/** What agents hold theirs against. A daemon, and its hooks, may have an older environment than what is hashed. */
function variablesOf(ours: readonly TargetConfiguration[]): string {
  if (process.env['NX_DAEMON_PROCESS'] === 'true') return '';
  return renderVariables(ours.flatMap(hashedNames), process.env);
}

function isOurs({ executor }: TargetConfiguration): boolean {
  return executor?.startsWith(`${PLUGIN_NAME}:`) === true;
}

function refuseMistakes(line: CommandLine, targets: Readonly<Record<string, Targets>>): void {
  if (line.request === undefined) return;
  const mistakes = findRequestMistakes(line, targets);
  if (mistakes.length > 0) throw readableError(new Failures(mistakes));
}
