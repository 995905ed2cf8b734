import { scan } from 'picomatch';
import { Failure } from '../failure';

/** The two folders that a file list can start from; absolute. */
export interface PackingRoots {
  readonly projectRoot: string;
  readonly workspaceRoot: string;
}

/** An item of a file list, resolved to the folder that it starts from. */
export interface FilePattern {
  /** As the user wrote it. */
  readonly text: string;
  /** Absolute. */
  readonly root: string;
  /** Relative to the root; a glob, or the path of one file. */
  readonly pattern: string;
}

/**
 * Where an item of `archive.files` looks. `..` is refused everywhere, not only where it leaves the workspace: there is
 * `{workspaceRoot}/` for that, and the two would be two names of one file.
 * Failure: `path-outside-workspace`.
 */
export function parseFilePattern(text: string, roots: PackingRoots): FilePattern | Failure {
  const workspaceWide = text.startsWith('{workspaceRoot}/');
  const pattern = text.replace(/^\{(workspaceRoot|projectRoot)\}\//, '').replace(/^(\.\/+)+/, '');
  if (/^([/\\]|[A-Za-z]:)/.test(pattern)) return outside(text, 'is absolute');
  if (pattern.split(/[/\\]/).includes('..')) return outside(text, 'goes up with `..`');
  return { text, pattern, root: workspaceWide ? roots.workspaceRoot : roots.projectRoot };
}

function outside(text: string, what: string): Failure {
  return new Failure('path-outside-workspace', {
    message: `the item ${JSON.stringify(text)} of \`archive.files\` ${what}`,
    hint: 'paths start from the project, or from the workspace with `{workspaceRoot}/`',
  });
}

/** The folder before the glob's first special character: what lies below it keeps its place under `to`. */
export function patternBase(pattern: string, isLiteral: boolean): string {
  if (!isLiteral) return scan(pattern).base;
  return pattern.includes('/') ? pattern.slice(0, pattern.lastIndexOf('/')) : '';
}

/**
 * The path inside the archive. Without `to`, the file's own place; with a folder (`man/`), its place below the glob's
 * base; with a name, that name.
 */
export function placeFile(path: string, base: string, to: string | undefined): string {
  if (to === undefined) return path;
  if (!to.endsWith('/')) return to;
  const below = base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path;
  return to.replace(/^(\.\/+)+/, '') + below;
}
