import type { ExecutorContext } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import { fillDirectory } from '@nx-cross/core/artifact';
import type { ImportableStage } from '@nx-cross/core/import';
import { adoptImport, findImported } from '@nx-cross/core/import';
import { importOf } from '../graph/imported';
import { reportFailures, say } from './report';
import type { StageTask } from './stage-task';
import { stageTask } from './stage-task';

/** A stage of one unit for one platform: what another machine made of it is taken over, else `work` makes it. */
export function runStage(
  stage: ImportableStage,
  options: { readonly platform: string },
  context: ExecutorContext,
  work: (task: StageTask) => Promise<void>,
): Promise<{ success: boolean }> {
  return reportFailures(async () => {
    const task = stageTask(options, context);
    if (importOf(context.target ?? {}) === undefined) await work(task);
    else await adopt(stage, task, context);
  });
}

/** @throws Failure `import-refused` where another import, or none, is there now than when the task was hashed. */
async function adopt(stage: ImportableStage, task: StageTask, context: ExecutorContext): Promise<void> {
  const { files } = task.workspace;
  const key = { unit: task.unit.name, platform: task.platform.id, stage };
  await fillDirectory(task.folder(stage), () => {
    if (findImported(files.list, files.readText).find(key) !== importOf(context.target ?? {})) {
      throw new Failure('import-refused', {
        message: `what was imported of ${key.unit} for ${task.platform.friendly} is not what it was when this command began`,
        hint: 'run the command again; with a daemon, after npx nx reset --onlyDaemon',
      });
    }
    return adoptImport(context.root, key, task.folder(stage));
  });
  say('taken over from what was imported');
}
