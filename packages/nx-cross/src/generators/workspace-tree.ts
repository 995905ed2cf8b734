import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { visitNotIgnoredFiles } from '@nx/devkit';
import type { ListFolder, Manifests, ReadText } from '@nx-cross/core/cargo';
import { openManifests } from '@nx-cross/core/cargo';

/** A generator's tree as core reads a workspace: with what was changed and is not on disk yet. */
export interface WorkspaceTree {
  readonly tree: Tree;
  readonly readText: ReadText;
  readonly list: ListFolder;
  readonly manifests: Manifests;
}

export function openTree(tree: Tree): WorkspaceTree {
  const readText: ReadText = (path) => (tree.isFile(path) ? (tree.read(path, 'utf-8') ?? undefined) : undefined);
  const list: ListFolder = (path) =>
    tree.exists(path)
      ? tree.children(path).map((name) => ({ name, isFolder: !tree.isFile(posix.join(path, name)) }))
      : undefined;
  return { tree, readText, list, manifests: openManifests(readText) };
}

/** The folders that have a file by this name and are not ignored, sorted; `.` is the workspace's root. */
export function findFolders({ tree }: WorkspaceTree, name: string): string[] {
  const folders: string[] = [];
  visitNotIgnoredFiles(tree, '.', (path) => {
    if (posix.basename(path) === name) folders.push(posix.dirname(path));
  });
  return folders.sort();
}
