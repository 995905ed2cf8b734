import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { checksumFolder } from '../../graph/places';
import { releaseTask } from '../release-task';
import { reportFailures } from '../report';
import { writeChecksums } from '../write-checksums';
import type { ChecksumSchema } from './schema';

const runExecutor: PromiseExecutor<ChecksumSchema> = (options, context) =>
  reportFailures(async () => {
    const task = releaseTask(options, context);
    await writeChecksums(task, join(context.root, checksumFolder(task.projectName, options.group)));
  });

export default runExecutor;
