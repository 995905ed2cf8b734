import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { packageUnit, parseSourceDateEpoch } from '@nx-cross/core/archive';
import { emptyDirectory } from '@nx-cross/core/artifact';
import { say } from '../report';
import { runStage } from '../run-stage';
import { releaseVersion, versionedUnit } from '../version';
import type { PackageSchema } from './schema';

const runExecutor: PromiseExecutor<PackageSchema> = (options, context) =>
  runStage('package', options, context, async (task) => {
    // First of all: whatever is wrong, no earlier run's archive stays behind as if it were this one's.
    await emptyDirectory(task.folder('package'));
    const record = await packageUnit({
      from: task.folder(task.options.archive.from),
      outputDirectory: task.folder('package'),
      unit: task.unit.name,
      version: releaseVersion(versionedUnit(task, context), context),
      platform: task.platform,
      options: task.options.archive,
      projectRoot: join(context.root, task.project.root),
      workspaceRoot: context.root,
      epochSeconds: parseSourceDateEpoch(process.env['SOURCE_DATE_EPOCH']),
    });
    for (const { name, size, sha256 } of record.artifacts) say(`${name}  ${size} bytes  sha256 ${sha256}`);
  });

export default runExecutor;
