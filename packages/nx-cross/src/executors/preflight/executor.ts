import type { PromiseExecutor } from '@nx/devkit';
import { openChannels } from '../publish/open-channels';
import { publicationTask } from '../release-task';
import { reportFailures, say } from '../report';
import type { PreflightSchema } from './schema';

const runExecutor: PromiseExecutor<PreflightSchema> = (options, context) =>
  reportFailures(async () => {
    const task = publicationTask({}, context, options.releaseVersion);
    say(task.reason);
    const channels = await openChannels(task, context, {});
    for (const remark of channels.flatMap(({ remarks }) => remarks)) say(remark);
    if (channels.some(({ isOut }) => !isOut)) say(`${task.options.name} ${task.version} can be published`);
  });

export default runExecutor;
