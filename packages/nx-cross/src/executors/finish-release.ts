import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { checksumFolder, selectionFolder } from '../graph/places';
import { TargetNames } from '../graph/target-names';
import type { Secrets } from './nested-nx';
import { runNxTasks } from './nested-nx';
import type { ReleaseTask, Selection } from './release-task';
import { writeChecksums } from './write-checksums';

/**
 * Brings a release to the point where its checksums are written, by the very tasks that CI runs. A choice of platforms
 * that is no group has no cached fan-in: its packages are cached, the sums are made here.
 *
 * @returns The absolute folder of the checksums; `undefined` where a task failed, which Nx has told of.
 */
export async function finishRelease(
  task: ReleaseTask,
  selection: Selection,
  context: ExecutorContext,
  secrets?: Secrets,
): Promise<string | undefined> {
  const workspaceRoot = context.root;
  if (selection.platforms === undefined) {
    const names = new TargetNames(task.project.file.targets);
    const projects = [task.projectName];
    const targets = [names.checksum(selection.group)];
    const done = await runNxTasks({ workspaceRoot, projects, targets, env: task.env }, secrets);
    return done ? join(workspaceRoot, checksumFolder(task.projectName, selection.group)) : undefined;
  }
  if (!(await runPackages(task, workspaceRoot, secrets))) return undefined;
  const folder = join(workspaceRoot, selectionFolder(task.projectName));
  await writeChecksums(task, folder);
  return folder;
}

async function runPackages(task: ReleaseTask, workspaceRoot: string, secrets?: Secrets): Promise<boolean> {
  const targets = task.members.flatMap(({ names, platforms }) =>
    platforms.map(({ id }) => names.forPlatform('package', id)),
  );
  const projects = task.members.map(({ projectName }) => projectName);
  return runNxTasks({ workspaceRoot, projects, targets: [...new Set(targets)], env: task.env }, secrets);
}
