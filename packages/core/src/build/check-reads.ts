import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Failure, throwFailures } from '../failure';
import type { Reads } from './gather-reads';
import { listFiles } from './input-snapshot';

export interface ReadsCheck {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Whether a file, relative to the workspace's root, is an input of the task as far as its patterns go. */
  readonly isInput: (path: string) => boolean;
  /** Whether git, and with it Nx, leaves it out. */
  readonly isIgnored: (path: string) => boolean;
  /** Folders of the unit's crates, relative to the workspace's root. */
  readonly crates: readonly string[];
  /** Whether other targets run before this one: what git ignores is then theirs, and an input as their output. */
  readonly hasPredecessors: boolean;
  /** The unit's file, for messages. */
  readonly unitFile: string;
  /** Absolute folders whose files are no sources: cargo home, cargo's target directory. */
  readonly known: readonly string[];
  /** Absolute folders that hashed variables name: of what lies outside of the workspace, they are declared. */
  readonly named: readonly string[];
}

/**
 * Compares what compiler and build scripts read with what the task declares. A file of the workspace that was read and is
 * no input would let the cache give an old binary for a new file; what lies outside of the workspace is in no hash at all.
 *
 * @throws Failure `input-undeclared` for each such file or folder, with the line to add; `path-outside-workspace`.
 */
export function checkReads({ files }: Pick<Reads, 'files'>, check: ReadsCheck): void {
  const roots = bothNames(check.workspaceRoot);
  // A folder that holds the whole workspace would excuse everything.
  const known = check.known.flatMap(bothNames).filter((folder) => !roots.some((root) => isBelow(root, folder)));
  const declared = [...known, ...check.named.flatMap(bothNames)];
  const isKnown = (file: string) => known.some((folder) => isBelow(file, folder));
  const failuresOf = (file: string, by: string): Failure[] => {
    if (isKnown(file)) return [];
    const root = roots.find((folder) => file === folder || isBelow(file, folder));
    if (root === undefined) return isForeign(file, by, declared) ? [outside(file, by)] : [];
    const path = relative(root, file).split(sep).join('/') || '.';
    const found = isFolder(file) ? checkFolder(path, check) : checkFile(path, by, check);
    const real = realName(file);
    // Nx hashes neither a link nor, through it, what it leads to: that must be an input by its own name.
    const isLink = real !== file && !roots.some((folder) => real === join(folder, path));
    return found.length > 0 || !isLink || check.isIgnored(path) ? found : failuresOf(real, by);
  };
  const failures = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([file, by]) => failuresOf(file, by));
  throwFailures(failures);
}

function checkFile(path: string, by: string, check: ReadsCheck): Failure[] {
  const ignored = check.isIgnored(path);
  if (ignored ? check.hasPredecessors : check.isInput(path)) return [];
  return [
    new Failure('input-undeclared', {
      message: `The ${by} read ${path}, which is no input of the task: after an edit of it the cache would give the old binary.`,
      hint: hintFor(path, path, ignored, check.unitFile),
    }),
  ];
}

/**
 * A build script that names a folder reads what lies below. One that names its crate's own says no more than cargo would
 * assume by itself, so the crate's README and tests do not become inputs by that.
 */
function checkFolder(path: string, check: ReadsCheck): Failure[] {
  if (check.crates.includes(path)) return [];
  const ignored = path !== '.' && check.isIgnored(`${path}/`);
  if (ignored && check.hasPredecessors) return [];
  const undeclared = ignored
    ? [path]
    : listFiles(check.workspaceRoot, path, check.isIgnored).filter((file) => !check.isInput(file));
  if (undeclared.length === 0) return [];
  return [
    new Failure('input-undeclared', {
      message: `The build script reads the folder ${path}, in which ${undeclared[0]} is no input of the task: after an edit of it the cache would give the old binary.`,
      hint: hintFor(path, path === '.' ? '**/*' : `${path}/**/*`, ignored, check.unitFile),
    }),
  ];
}

function hintFor(path: string, glob: string, ignored: boolean, unitFile: string): string {
  if (path.startsWith('.git/')) return 'Take commit and time by `embeds` instead of asking git: these are hashed.';
  return ignored
    ? 'Git ignores it, and so does Nx: name the target that makes it, "dependsOn": ["<project>:<target>"]; what a build script makes belongs into OUT_DIR.'
    : `Add it to ${unitFile}: "inputs": ["{workspaceRoot}/${glob}"].`;
}

function outside(file: string, by: string): Failure {
  return new Failure('path-outside-workspace', {
    message: `The ${by} read ${file}, outside of the workspace, where no hash sees it.`,
    hint: 'Move it into the workspace, or depend on a published or git version of the crate that it belongs to.',
  });
}

/** Headers and libraries of the system belong to the toolchain; a source that rustc itself reads does not lie there. */
const SYSTEM =
  /^(\/(usr|lib|lib32|lib64|opt|nix\/store|Library|System|Applications)\/|[A-Za-z]:\\(Program Files|Windows)\b)/;

/** Std's, which `-Zbuild-std` compiles; a distribution keeps them elsewhere and links there. */
const SOURCES_OF_STD = /[\\/]lib[\\/]rustlib[\\/]src[\\/]|^\/usr\/src\/rustc-/;

function isForeign(file: string, by: string, declared: readonly string[]): boolean {
  if (declared.some((folder) => isBelow(file, folder)) || SOURCES_OF_STD.test(file)) return false;
  return by !== 'build script' || !SYSTEM.test(file);
}

/** Without a link on the way; of what is gone, the name itself. */
function realName(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

/** Cargo and rustc may name a folder that is a link as it is called, or as what it leads to. */
function bothNames(folder: string): string[] {
  return [...new Set([folder, realName(folder)])];
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
