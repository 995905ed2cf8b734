import { posix } from 'node:path';
import type { Workspace } from '@nx-cross/core/workspace';

/**
 * Whether `nx release` takes a project for a package of npm's: Nx itself gives each package.json that is not private a
 * target that publishes it.
 */
export function isNpmPackage({ files }: Workspace, projectRoot: string): boolean {
  const text = files.readText(posix.join(projectRoot, 'package.json'));
  return text !== undefined && (JSON.parse(text) as { private?: boolean }).private !== true;
}
