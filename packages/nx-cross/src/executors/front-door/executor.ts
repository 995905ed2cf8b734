import type { PromiseExecutor } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import { TargetNames } from '../../graph/target-names';
import { askedPlatforms } from '../asked-platforms';
import { finishRelease } from '../finish-release';
import { runNxTasks } from '../nested-nx';
import { releaseTask } from '../release-task';
import { reportFailures } from '../report';
import type { ProjectTask } from '../stage-task';
import { projectTask, requireUnit } from '../stage-task';
import type { FrontDoorSchema } from './schema';

const runExecutor: PromiseExecutor<FrontDoorSchema> = (options, context) =>
  reportFailures(async () => {
    const asked = askedPlatforms(options, process.env);
    if (options.stage === 'checksum') {
      const selection = asked.length === 0 ? {} : { platforms: asked.join(',') };
      return (await finishRelease(releaseTask(selection, context), selection, context)) !== undefined;
    }
    const task = projectTask(context);
    const names = new TargetNames(task.project.file.targets);
    const stage = options.stage;
    const targets = choosePlatforms(asked, task).map(({ id }) => names.forPlatform(stage, id));
    return runNxTasks({ workspaceRoot: context.root, projects: [task.projectName], targets });
  });

function choosePlatforms(asked: readonly string[], task: ProjectTask): readonly Platform[] {
  const unit = requireUnit(task);
  const { groups, host } = task.workspace;
  if (asked.length > 0) return resolvePlatformPatterns(asked, { platforms: unit.platforms, groups });
  const own = unit.platforms.find(({ id }) => id === host?.id);
  if (own !== undefined) return [own];
  throw new Failure('unknown-platform', {
    message: `No platform was named, and the host's own (${host?.friendly ?? 'unknown'}) is not one of ${unit.name}'s.`,
    hint: `--target=<one of ${unit.platforms.map(({ friendly }) => friendly).join(', ')}>`,
  });
}

export default runExecutor;
