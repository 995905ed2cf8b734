import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Failure } from '@nx-cross/core';

/**
 * A package.json script replaces an inferred target of its name without a word (tried on Nx 22 to 24): the release would
 * run the script instead. So a script with one of our names is an error.
 */
export function requireFreeNames(
  workspaceRoot: string,
  projectRoot: string,
  targets: readonly string[],
): readonly (readonly [file: string, error: Error])[] {
  const file = posix.join(projectRoot, 'package.json');
  const path = join(workspaceRoot, file);
  if (!existsSync(path)) return [];
  const scripts = Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { scripts?: object }).scripts ?? {});
  return targets
    .filter((target) => scripts.includes(target))
    .map((target) => [
      file,
      new Failure('target-taken', {
        message: `The script \`${target}\` would replace nx-cross's target of the same name without a word.`,
        hint: `Rename the script, or ours in nx-cross.json: "targets": { "${stageOf(target)}": "release-${stageOf(target)}" }.`,
        place: { file },
      }),
    ]);
}

/** The key of `targets` that a target is named by: `package` of `package-all--linux`. */
function stageOf(target: string): string {
  return target.replace(/(-all)?(--.*)?$/, '');
}
