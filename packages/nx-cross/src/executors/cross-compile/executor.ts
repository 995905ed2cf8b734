import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { emptyDirectory } from '@nx-cross/core/artifact';
import { planBuild, runBuild } from '@nx-cross/core/build';
import { localHost } from '@nx-cross/core/toolchain';
import { reportFailures, say } from '../report';
import { stageTask } from '../stage-task';
import { embeddedValues } from '../version';
import type { CrossCompileSchema } from './schema';

const runExecutor: PromiseExecutor<CrossCompileSchema> = (options, context) =>
  reportFailures(async () => {
    const task = stageTask(options, context);
    // Before the plan: where that fails, no earlier run's program stays behind.
    await emptyDirectory(task.folder('cross-compile'));
    const plan = await planBuild(
      {
        unit: task.unit.name,
        platform: task.platform,
        floor: task.floor,
        options: task.options.compile,
        binaries: task.unit.binariesFor(task.platform),
        workspaceRoot: context.root,
        cargoRoot: join(context.root, task.unit.cargoRoot),
        embedded: embeddedValues(task.unit, process.env),
      },
      localHost(),
    );
    for (const { choice, reason } of plan.passedOver) say(`passed over ${choice}: ${reason}`);
    say(`linking with ${plan.linker}${plan.glibcFloor === undefined ? '' : `, glibc ${plan.glibcFloor}`}`);
    await runBuild(plan, {
      platform: task.platform,
      floor: task.floor,
      outputFolder: task.folder('cross-compile'),
      onOutput: (line) => process.stderr.write(`${line}\n`),
    });
  });

export default runExecutor;
