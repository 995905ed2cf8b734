import { posix } from 'node:path';
import { Failure } from '@nx-cross/core';

/**
 * A folder as a person types it, `./apps\server/`, relative to the workspace's root and `/`-separated; `.` for the root.
 * Failure: `path-outside-workspace`.
 */
export function parseFolder(text: string): string {
  // A Windows shell completes with backslashes.
  const folder = posix.normalize(text.trim().replaceAll('\\', '/')).replace(/(.)\/$/, '$1');
  if (!/^(\/|[A-Za-z]:|\.\.(\/|$))/.test(folder)) return folder;
  throw new Failure('path-outside-workspace', {
    message: `${JSON.stringify(text)} leads outside of the workspace`,
    hint: 'write the path from the workspace’s root',
  });
}
