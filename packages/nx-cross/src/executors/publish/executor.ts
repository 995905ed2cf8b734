import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { planPublication, publishToDirectory, renderPublicationPlan } from '@nx-cross/core/publish';
import { readRelease, renderReleaseTable } from '@nx-cross/core/release';
import { publishedFolder } from '../../graph/places';
import { askedPlatforms } from '../asked-platforms';
import { finishRelease } from '../finish-release';
import { publicationTask } from '../release-task';
import { reportFailures, say } from '../report';
import { runRequiredSmoke } from '../required-smoke';
import type { PublishSchema } from './schema';

const runExecutor: PromiseExecutor<PublishSchema> = (options, context) =>
  reportFailures(async () => {
    const asked = askedPlatforms(options, process.env);
    const selection = {
      ...(asked.length === 0 ? {} : { platforms: asked.join(',') }),
      ...(options.group === undefined ? {} : { group: options.group }),
    };
    const task = publicationTask(selection, context, options.releaseVersion);
    say(task.reason);
    if (!(await runRequiredSmoke(task, context.root))) return false;
    const checksums = await finishRelease(task, selection, context);
    if (checksums === undefined) return false;
    const finished = await readRelease(checksums, task.parts);
    let possible = true;
    for (const channel of task.options.channels) {
      const directory = join(context.root, channel.path ?? publishedFolder(task.projectName));
      const plan = await planPublication({ finished, directory, replace: options.replace ?? false });
      say(renderPublicationPlan(plan));
      if (options.dryRun !== true) await publishToDirectory(plan);
      // What a dry run would refuse must not end as what it would do.
      else possible &&= plan.steps.every(({ action }) => action !== 'refuse');
    }
    say(renderReleaseTable(finished.release));
    return possible;
  });

export default runExecutor;
