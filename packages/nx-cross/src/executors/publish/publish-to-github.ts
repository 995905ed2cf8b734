import type { ExecutorContext } from '@nx/devkit';
import type { FinishedRelease } from '@nx-cross/core/release';
import { isPrerelease } from '@nx-cross/core/release';
import type { WantedRelease } from '@nx-cross/core/publish';
import {
  planGithub,
  preflightGithub,
  publishToGithub,
  readBuiltCommit,
  readFinishedDraft,
  renderGithubPlan,
  renderGithubResult,
  requireAccess,
  requirePossible,
  resolveNotes,
  wantFields,
  wantRelease,
} from '@nx-cross/core/publish';
import type { GithubChannelOptions } from '@nx-cross/core/unit';
import type { ReleaseTask } from '../release-task';
import { say } from '../report';
import type { OpenChannel, PublishFlags } from './channel';
import { refuseCompetingRelease } from './competing-release';
import type { GithubDoor } from './github-channel';
import { openGithubDoor } from './github-channel';
import { maskFailures } from './mask-failures';

/** Everything that can be known before the build is asked here, before the build. */
export async function openGithubChannel(
  written: GithubChannelOptions,
  task: ReleaseTask,
  context: ExecutorContext,
  { dryRun = false, replace = false }: PublishFlags,
): Promise<OpenChannel> {
  const options: GithubChannelOptions = replace ? { ...written, ifExists: 'replace' } : written;
  refuseCompetingRelease(context.nxJsonConfiguration);
  const door = await openGithubDoor(options, task, context);
  return maskFailures(door.secrets.mask, async () => {
    const commit = await readBuiltCommit(door.git);
    const { isOut, remarks } = await preflight(options, task, door, commit);
    const notes = isOut ? undefined : await readNotes(options, task, context, door, commit);
    const subject = { ...subjectOf(task, door), commit, ...(notes === undefined ? {} : { notes }) };
    const publish = (finished: FinishedRelease) => carryOut(wantRelease(finished, options, subject), door, dryRun);
    return { isOut, remarks, secrets: door.secrets, publish };
  });
}

/** Verifies a draft by its own checksums, and publishes it. */
export async function finishGithubDraft(
  options: GithubChannelOptions,
  task: ReleaseTask,
  context: ExecutorContext,
  { dryRun = false }: PublishFlags,
): Promise<boolean> {
  const door = await openGithubDoor(options, task, context);
  return maskFailures(door.secrets.mask, async () => {
    await requireAccess(door.api);
    const { commit, assets } = await readFinishedDraft(door.api, door.tag, task.version);
    await preflight({ ...options, ifExists: 'resume' }, task, door, commit);
    const fields = wantFields({ ...options, draft: false, ifExists: 'resume' }, { ...subjectOf(task, door), commit });
    return carryOut({ ...fields, assets }, door, dryRun);
  });
}

async function carryOut(wanted: WantedRelease, { api, secrets }: GithubDoor, dryRun: boolean): Promise<boolean> {
  return maskFailures(secrets.mask, async () => {
    const plan = await planGithub(wanted, api);
    say(renderGithubPlan(plan));
    requirePossible(plan);
    if (!dryRun) say(renderGithubResult(wanted, await publishToGithub(wanted, api, plan.seen)));
    return true;
  });
}

function preflight(options: GithubChannelOptions, task: ReleaseTask, door: GithubDoor, commit: string) {
  const { tag, tagTemplate } = door;
  const ifExists = options.ifExists ?? 'resume';
  return preflightGithub({ version: task.version, tag, tagTemplate, commit, ifExists }, door.api, door.git);
}

function subjectOf({ version }: ReleaseTask, { tag, releases }: GithubDoor) {
  return { version, tag, releases };
}

function readNotes(
  { notes, prerelease }: GithubChannelOptions,
  task: ReleaseTask,
  context: ExecutorContext,
  { git, tagTemplate }: GithubDoor,
  commit: string,
): Promise<string | undefined> {
  const sources = task.members.flatMap(({ unit }) => [unit.projectRoot, ...unit.crates.map(({ root }) => root)]);
  const request = {
    notes,
    version: task.version,
    prerelease: prerelease ?? isPrerelease(task.version),
    commit,
    tagTemplate,
    projectRoot: task.project.root,
    sources: [...new Set([task.project.root, ...sources])],
    workspaceRoot: context.root,
  };
  return resolveNotes(request, git);
}
