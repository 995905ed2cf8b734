import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { listFiles } from '@nx-cross/core/build';
import type { Copy } from '@nx-cross/core/container';
import { copyOfFile } from '@nx-cross/core/container';
import { declaredFolders, isSource } from '@nx-cross/core/workspace';
import type { StageTask } from '../stage-task';
import type { TaskInputs } from './input-checks';
import { outputsBefore } from './input-checks';

/**
 * What a build may read, for an engine that does not see the workspace: the inputs of the task and what the tasks before
 * it made. Besides, what cargo itself wants to be there, whichever program it builds: the manifest of every crate, and of
 * each of their targets, tests too, a file. That one is empty; where rustc reads it, it is no input, and fails the task.
 */
export function copiedSources(
  { unit, workspace }: StageTask,
  { before }: TaskInputs,
  context: ExecutorContext,
): readonly Copy[] {
  const { root } = context;
  const made = outputsBefore(context);
  const outputs = declaredFolders({ included: made, excluded: [] }).flatMap((folder) =>
    listFiles(root, folder, () => false),
  );
  const isMade = isSource({ included: made, excluded: [] });
  const shared = listFiles(root, '.', workspace.isIgnored);
  const manifests = shared.filter((path) => posix.basename(path) === 'Cargo.toml');
  const whole = new Set([
    ...before.keys(),
    ...outputs.filter(isMade),
    ...manifests,
    // Where it is no input it is there all the same, and what cargo goes by.
    posix.join(unit.cargoRoot, 'Cargo.lock'),
  ]);
  const named = shared.filter((path) => path.endsWith('.rs') && !whole.has(path));
  return [
    ...[...whole].sort().map((path) => copyOfFile(join(root, path))),
    ...named.map((path) => ({ kind: 'text', path: posix.join(root, path), text: '' }) as const),
  ];
}
