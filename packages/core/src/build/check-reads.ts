import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore from 'ignore';
import { parseDepInfo } from '../cargo';
import { Failure, throwFailures } from '../failure';

export interface ReadsCheck {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Whether a file, relative to the workspace's root, is an input of the task. */
  readonly isInput: (path: string) => boolean;
  /** Whether other targets run before this one: what git ignores is then theirs, and an input as their output. */
  readonly hasPredecessors: boolean;
  /** The unit's file, for messages. */
  readonly unitFile: string;
}

/**
 * Compares what the compiler read with what the task declares. A file of the workspace that was read and is no input
 * would let the cache give an old binary for a new file.
 *
 * @param executables Absolute paths of binaries as cargo made them, with their dep-info beside them.
 * @throws Failure `input-undeclared` for each such file, with the line to add.
 */
export function checkReads(executables: readonly string[], check: ReadsCheck): void {
  const read = new Set(executables.flatMap((executable) => readFiles(executable)));
  const inside = [...read]
    .filter((file) => file.startsWith(check.workspaceRoot + sep))
    .map((file) => relative(check.workspaceRoot, file).split(sep).join('/'))
    .sort();
  const undeclared = inside.filter((path) => !check.isInput(path));
  const ignored = new Set(undeclared.filter((path) => isIgnored(path, check.workspaceRoot)));
  throwFailures(
    undeclared
      .filter((path) => !(check.hasPredecessors && ignored.has(path)))
      .map(
        (path) =>
          new Failure('input-undeclared', {
            message: `The compiler read ${path}, which is no input of the task: after an edit of it the cache would give the old binary.`,
            hint: hintFor(path, ignored.has(path), check.unitFile),
          }),
      ),
  );
}

function hintFor(path: string, isIgnored: boolean, unitFile: string): string {
  if (path.startsWith('.git/')) return 'Take commit and time by `embeds` instead of asking git: these are hashed.';
  return isIgnored
    ? 'Git ignores it, and so does Nx: name the target that makes it, "dependsOn": ["<project>:<target>"].'
    : `Add it to ${unitFile}: "inputs": ["{workspaceRoot}/${path}"].`;
}

/** What was read for a binary, without what the build made for itself in cargo's target directory. */
function readFiles(executable: string): readonly string[] {
  const file = `${executable.replace(/\.exe$/, '')}.d`;
  if (!existsSync(file)) return [];
  // …/<target directory>/<triple>/<profile>/<binary>
  const targetDirectory = dirname(dirname(dirname(executable)));
  return parseDepInfo(readFileSync(file, 'utf8')).filter((path) => !path.startsWith(targetDirectory + sep));
}

/** Whether git, and with it Nx, leaves a file out: by the `.gitignore` of any folder above it. */
function isIgnored(path: string, workspaceRoot: string): boolean {
  const parts = path.split('/');
  return parts.some((_, depth) => {
    const file = join(workspaceRoot, ...parts.slice(0, depth), '.gitignore');
    return existsSync(file) && ignore().add(readFileSync(file, 'utf8')).ignores(parts.slice(depth).join('/'));
  });
}
