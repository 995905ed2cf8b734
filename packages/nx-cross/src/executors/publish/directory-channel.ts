import { join } from 'node:path';
import { planPublication, publishToDirectory, renderPublicationPlan } from '@nx-cross/core/publish';
import type { DirectoryChannelOptions } from '@nx-cross/core/unit';
import { publishedFolder } from '../../graph/places';
import type { ReleaseTask } from '../release-task';
import { say } from '../report';
import type { OpenChannel, PublishFlags } from './channel';

export function openDirectoryChannel(
  { path }: DirectoryChannelOptions,
  task: ReleaseTask,
  workspaceRoot: string,
  { dryRun = false, replace = false }: PublishFlags,
): OpenChannel {
  const directory = join(workspaceRoot, path ?? publishedFolder(task.projectName));
  return {
    isOut: false,
    remarks: [],
    publish: async (finished) => {
      const plan = await planPublication({ finished, directory, replace });
      say(renderPublicationPlan(plan));
      if (!dryRun) await publishToDirectory(plan);
      // What a dry run would refuse must not end as what it would do.
      return !dryRun || plan.steps.every(({ action }) => action !== 'refuse');
    },
  };
}
