import type { PromiseExecutor } from '@nx/devkit';
import { verifyUnit } from '@nx-cross/core/binary';
import { homesOf, localHost } from '@nx-cross/core/toolchain';
import { runStage } from '../run-stage';
import type { VerifySchema } from './schema';

const runExecutor: PromiseExecutor<VerifySchema> = (options, context) =>
  runStage('verify', options, context, async (task) => {
    await verifyUnit({
      from: task.folder('strip'),
      outputFolder: task.folder('verify'),
      platform: task.platform,
      floor: task.floor,
      options: task.options.verify,
      buildRoots: [context.root, homesOf(localHost()).cargo],
    });
  });

export default runExecutor;
