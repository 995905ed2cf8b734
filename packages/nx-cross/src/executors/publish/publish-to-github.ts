import type { ExecutorContext } from '@nx/devkit';
import type { WantedFields, WantedRelease } from '@nx-cross/core/publish';
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
  wantAssets,
  wantFields,
} from '@nx-cross/core/publish';
import type { GithubChannelOptions } from '@nx-cross/core/unit';
import type { PublicationTask } from '../release-task';
import { say } from '../report';
import type { OpenChannel, PublishFlags } from './channel';
import { refuseCompetingRelease } from './competing-release';
import type { GithubDoor } from './github-channel';
import { openGithubDoor } from './github-channel';
import { maskFailures } from './mask-failures';

/** Everything that can be known before the build is asked here, before the build. */
export async function openGithubChannel(
  written: GithubChannelOptions,
  task: PublicationTask,
  context: ExecutorContext,
  { dryRun = false, replace = false }: PublishFlags,
): Promise<OpenChannel> {
  const options: GithubChannelOptions = replace ? { ...written, ifExists: 'replace' } : written;
  refuseCompetingRelease(context.nxJsonConfiguration);
  const door = await openGithubDoor(options, task, context.root);
  return maskFailures(door.secrets.mask, async () => {
    const fields = fieldsOf(options, task, door, readBuiltCommit(door.git));
    const { isOut, remarks } = await preflight(task, door, fields);
    const notes = isOut ? undefined : await readNotes(options, task, door, fields, context.root);
    return {
      isOut,
      remarks,
      secrets: door.secrets,
      publish: (finished) => {
        const wanted = { ...fields, ...(notes === undefined ? {} : { notes }), assets: wantAssets(finished) };
        return carryOut(wanted, door, dryRun);
      },
    };
  });
}

/** Verifies a draft by its own checksums, and publishes it. */
export async function finishGithubDraft(
  options: GithubChannelOptions,
  task: PublicationTask,
  context: ExecutorContext,
  { dryRun = false }: PublishFlags,
): Promise<boolean> {
  const door = await openGithubDoor(options, task, context.root);
  return maskFailures(door.secrets.mask, async () => {
    await requireAccess(door.api);
    const { commit, assets } = await readFinishedDraft(door.api, door.tag, task.version);
    const fields = fieldsOf({ ...options, draft: false, ifExists: 'resume' }, task, door, commit);
    await preflight(task, door, fields);
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

function fieldsOf(
  options: GithubChannelOptions,
  { version, releases }: PublicationTask,
  { tag }: GithubDoor,
  commit: string,
): WantedFields {
  return wantFields(options, { version, tag, commit, releases: releases().length });
}

function preflight({ version, tagTemplate }: PublicationTask, { api, git }: GithubDoor, fields: WantedFields) {
  return preflightGithub({ version, tagTemplate, ...fields }, api, git);
}

function readNotes(
  { notes }: GithubChannelOptions,
  { version, tagTemplate, members, project }: PublicationTask,
  { git }: GithubDoor,
  { prerelease, commit }: WantedFields,
  workspaceRoot: string,
): Promise<string | undefined> {
  const built = members.flatMap(({ unit }) => [unit.projectRoot, ...unit.crates.map(({ root }) => root)]);
  const sources = [...new Set([project.root, ...built])];
  const request = {
    notes,
    version,
    prerelease,
    commit,
    tagTemplate,
    projectRoot: project.root,
    sources,
    workspaceRoot,
  };
  return resolveNotes(request, git);
}
