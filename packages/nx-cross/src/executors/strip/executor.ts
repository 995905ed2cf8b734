import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { stripUnit } from '@nx-cross/core/binary';
import { findObjcopy, localHost, probeRust } from '@nx-cross/core/toolchain';
import { reportFailures } from '../report';
import { stageTask } from '../stage-task';
import type { StripSchema } from './schema';

const runExecutor: PromiseExecutor<StripSchema> = (options, context) =>
  reportFailures(async () => {
    const task = stageTask(options, context);
    const host = localHost();
    const findTool = async () => {
      const rust = await probeRust(host, join(context.root, task.unit.cargoRoot)).catch(() => undefined);
      const isHost = task.platform.id === task.workspace.host?.id;
      return findObjcopy(host, rust, { format: task.platform.format, isHost });
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
