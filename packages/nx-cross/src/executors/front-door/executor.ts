import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import { TargetNames } from '../../graph/target-names';
import { finishRelease } from '../finish-release';
import { runNxTasks } from '../nested-nx';
import { releaseTask } from '../release-task';
import { reportFailures } from '../report';
import type { ProjectTask } from '../stage-task';
import { projectTask, requireUnit } from '../stage-task';
import type { FrontDoorSchema } from './schema';

const runExecutor: PromiseExecutor<FrontDoorSchema> = (options, context) =>
  reportFailures(async () => {
    refuseUnknownConfiguration(context);
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

/** Every place where a platform can be named; several of them add up. */
function askedPlatforms(options: FrontDoorSchema, env: NodeJS.ProcessEnv): readonly string[] {
  const fromNx = env['NX_CROSS_TARGET'] || undefined;
  const asked = [options.platform, options.target ?? fromNx, options.platforms].filter((name) => name !== undefined);
  if (asked.every((name) => name.trim() !== '')) return asked;
  throw new Failure('unknown-platform', {
    message: 'A platform was asked for by an empty name.',
    hint: '--target=<triple or friendly name>',
  });
}

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

/** Nx runs a configuration that does not exist with the default options, rc 0: it would build another platform. */
function refuseUnknownConfiguration({ configurationName, target }: ExecutorContext): void {
  const known = Object.keys(target?.configurations ?? {});
  if (configurationName === undefined || known.includes(configurationName)) return;
  throw new Failure('unknown-platform', {
    message: `There is no configuration ${JSON.stringify(configurationName)}.`,
    hint: `Known: ${known.join(', ')}.`,
  });
}

export default runExecutor;
