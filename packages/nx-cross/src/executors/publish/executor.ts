import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import { readRelease, renderReleaseTable } from '@nx-cross/core/release';
import { askedPlatforms } from '../asked-platforms';
import { finishRelease } from '../finish-release';
import type { PublicationTask, Selection } from '../release-task';
import { publicationTask } from '../release-task';
import { reportFailures, say } from '../report';
import { runRequiredSmoke } from '../required-smoke';
import { openChannels } from './open-channels';
import { finishGithubDraft } from './publish-to-github';
import type { PublishSchema } from './schema';

const runExecutor: PromiseExecutor<PublishSchema> = (options, context) =>
  reportFailures(() => {
    const asked = askedPlatforms(options, process.env);
    const selection = {
      ...(asked.length === 0 ? {} : { platforms: asked.join(',') }),
      ...(options.group === undefined ? {} : { group: options.group }),
    };
    const task = publicationTask(selection, context, options.releaseVersion);
    say(task.reason);
    if (options.finishDraft === true) return finishDrafts(task, options, context);
    return publish(task, selection, options, context);
  });

async function publish(
  task: PublicationTask,
  selection: Selection,
  options: PublishSchema,
  context: ExecutorContext,
): Promise<boolean> {
  const channels = await openChannels(task, context, options);
  for (const remark of channels.flatMap(({ remarks }) => remarks)) say(remark);
  const open = channels.filter(({ isOut }) => !isOut);
  if (open.length === 0) return true;
  const secrets = channels.find((channel) => channel.secrets !== undefined)?.secrets;
  if (!(await runRequiredSmoke(task, context.root, secrets))) return false;
  const checksums = await finishRelease(task, selection, context, secrets);
  if (checksums === undefined) return false;
  const finished = await readRelease(checksums, task.parts);
  let possible = true;
  for (const channel of open) possible = (await channel.publish(finished)) && possible;
  say(renderReleaseTable(finished.release));
  return possible;
}

async function finishDrafts(task: PublicationTask, options: PublishSchema, context: ExecutorContext): Promise<boolean> {
  const channels = task.options.channels.flatMap((each) => (each.channel === 'github' ? [each] : []));
  if (channels.length === 0) {
    throw new Failure('config-invalid', {
      message: `${task.options.name} has no channel \`github\`, and so no draft that could be finished`,
    });
  }
  for (const channel of channels) await finishGithubDraft(channel, task, context, options);
  return true;
}

export default runExecutor;
