import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { FailureCode } from '../failure-codes';
import { Failure } from '../failure';

/** What lies at a path that is to be packed. */
export type Found =
  | { readonly kind: 'file'; readonly source: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'problem'; readonly failure: Failure };

/**
 * Follows links to what is packed, and no further than the workspace: what lies outside of it is no input of the task,
 * and may be anybody's secret. `workspaceRoot` has its own links resolved already.
 */
export async function probeFile(root: string, path: string, workspaceRoot: string): Promise<Found> {
  const named = join(root, path);
  let source: string;
  try {
    source = await realpath(named);
  } catch (error) {
    return problem('files-match-nothing', path, explainBrokenLink(error as NodeJS.ErrnoException));
  }
  if (!isWithin(workspaceRoot, source)) {
    return problem('link-outside-workspace', path, 'leads out of the workspace', 'copy the file into the workspace');
  }
  const found = await stat(source);
  if (found.isFile()) return { kind: 'file', source };
  if (!found.isDirectory()) return problem('files-match-nothing', path, 'is no regular file');
  if (!(await lstat(named)).isSymbolicLink()) return { kind: 'folder' };
  // Following it could go round in circles, passing over it would leave out what the user asked for.
  return problem('files-match-nothing', path, 'is a link to a folder', 'list the folder that it leads to');
}

function explainBrokenLink({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'is a link that leads nowhere';
  return code === 'ELOOP' ? 'is a link that leads to itself' : `cannot be found: ${message}`;
}

/** Whether the path is the folder or below it; both absolute. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function problem(code: FailureCode, path: string, what: string, hint?: string): Found {
  const message = `${JSON.stringify(path)}, which is to be packed, ${what}`;
  return { kind: 'problem', failure: new Failure(code, { message, ...(hint === undefined ? {} : { hint }) }) };
}
