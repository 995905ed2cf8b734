import type { ExecutorContext } from '@nx/devkit';
import { requireDistinctNames } from '@nx-cross/core/release';
import type { PublicationTask } from '../release-task';
import type { OpenChannel, PublishFlags } from './channel';
import { openDirectoryChannel } from './directory-channel';
import { openGithubChannel } from './publish-to-github';

/** Preflight: the channels of a release, each asked whether it will take it, before anything is built. */
export async function openChannels(
  task: PublicationTask,
  context: ExecutorContext,
  flags: PublishFlags,
): Promise<readonly OpenChannel[]> {
  requireDistinctNames(
    task.members.flatMap(({ unit, platforms }) =>
      platforms.map((platform) => {
        const options = unit.optionsFor(platform).archive;
        return { unit: unit.name, version: task.version, platform, options };
      }),
    ),
  );
  const channels: OpenChannel[] = [];
  for (const options of task.options.channels) {
    const channel =
      options.channel === 'github'
        ? await openGithubChannel(options, task, context, flags)
        : openDirectoryChannel(options, task, context.root, flags);
    channels.push(channel);
  }
  return channels;
}
