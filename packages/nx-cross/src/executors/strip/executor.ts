import type { PromiseExecutor } from '@nx/devkit';
import { stripUnit } from '@nx-cross/core/binary';
import { findStripTool, identifyStripTool, requireHashed, stripDemand } from '@nx-cross/core/build';
import { localHost } from '@nx-cross/core/toolchain';
import { runStage } from '../run-stage';
import type { StripSchema } from './schema';

const runExecutor: PromiseExecutor<StripSchema> = (options, context) =>
  runStage('strip', options, context, async (task) => {
    const host = localHost();
    const demand = stripDemand(task.demanding);
    const findTool = async () => {
      const tool = await findStripTool(demand, context.root, host);
      requireHashed(demand, identifyStripTool(tool), process.env);
      return tool;
    };
    await stripUnit(
      {
        from: task.folder('cross-compile'),
        outputFolder: task.folder('strip'),
        platform: task.platform,
        options: task.options.strip,
        findTool,
      },
      host,
    );
  });

export default runExecutor;
