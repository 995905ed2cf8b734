import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import publish from '../publish/executor';
import { releaseTask } from '../release-task';
import { reportFailures, say } from '../report';
import type { ReleasePublishSchema } from './schema';

const runExecutor: PromiseExecutor<ReleasePublishSchema> = async (options, context) => {
  const decided = options.nxReleaseVersionData?.[context.projectName ?? '']?.newVersion;
  // Nx sets the variable for what is run by way of others.
  if (options.dryRun !== true && process.env['NX_DRY_RUN'] !== 'true') {
    return publish(decided ? { releaseVersion: decided } : {}, context);
  }
  return reportFailures(async () => say(renderIntent(decided, context)));
};

/** A dry run has written no version: what would be built now is not what would be published. */
function renderIntent(decided: string | null | undefined, context: ExecutorContext): string {
  const task = releaseTask({}, context);
  const version = decided ?? task.version;
  const channels = task.options.channels.map(({ channel }) => channel).join(', ');
  const builds = task.members.map(
    ({ unit, platforms }) => `${unit.name} for ${platforms.map(({ friendly }) => friendly).join(', ')}`,
  );
  return `would build ${builds.join('; ')}, and publish ${task.options.name} ${version} to: ${channels}`;
}

export default runExecutor;
