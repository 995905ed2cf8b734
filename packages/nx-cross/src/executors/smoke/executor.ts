import type { PromiseExecutor } from '@nx/devkit';
import { readArtifactRecord } from '@nx-cross/core/artifact';
import { answerDemand, requireHashed, smokeDemand } from '@nx-cross/core/build';
import { runSmoke } from '@nx-cross/core/smoke';
import { localHost } from '@nx-cross/core/toolchain';
import { reportFailures, say } from '../report';
import { machineOf } from '../../graph/plugin-options';
import { stageTask } from '../stage-task';
import { releaseVersion, versionedUnit } from '../version';
import type { SmokeSchema } from './schema';

const runExecutor: PromiseExecutor<SmokeSchema> = (options, context) =>
  reportFailures(async () => {
    const task = stageTask(options, context);
    const host = localHost();
    const demand = smokeDemand(task.demanding);
    const answer = await answerDemand(demand, machineOf(task.workspace, host));
    if ('identity' in answer) requireHashed(demand, answer.identity, process.env);
    const result = await runSmoke(
      {
        record: await readArtifactRecord(task.folder('verify')),
        folder: task.folder('verify'),
        outputFolder: task.folder('smoke'),
        platform: task.platform,
        options: task.options.smoke,
        version: task.options.smoke.version ? releaseVersion(versionedUnit(task, context), context) : undefined,
      },
      host,
    );
    say(
      result.status === 'passed'
        ? `ran ${result.programs.join(', ')} (${result.runner})`
        : `NOT RUN on ${task.platform.friendly}: ${result.reason}`,
    );
  });

export default runExecutor;
