import type { PromiseExecutor } from '@nx/devkit';
import { stripUnit } from '@nx-cross/core/binary';
import { chooseStripEnvironment, requireHashed, stripDemand, withStripTool } from '@nx-cross/core/build';
import { localHost } from '@nx-cross/core/toolchain';
import { settingsFiles } from '@nx-cross/core/workspace';
import { machineOf } from '../../graph/plugin-options';
import { say } from '../report';
import { runStage } from '../run-stage';
import type { StripSchema } from './schema';

const runExecutor: PromiseExecutor<StripSchema> = (options, context) =>
  runStage('strip', options, context, async (task) => {
    const machine = machineOf(task.workspace, localHost(), 'missing');
    const demand = stripDemand(task.demanding);
    const settings = settingsFiles(task.unit.cargoRoot);
    await stripUnit({
      from: task.folder('cross-compile'),
      outputFolder: task.folder('strip'),
      platform: task.platform,
      options: task.options.strip,
      withTool: async (strip) => {
        const chosen = await chooseStripEnvironment(demand, machine);
        requireHashed(demand, chosen.identity, process.env);
        for (const { choice, reason } of chosen.passedOver) say(`passed over ${choice}: ${reason}`);
        return withStripTool(demand, chosen, { machine, settings }, strip);
      },
    });
  });

export default runExecutor;
