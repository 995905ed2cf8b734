import { posix } from 'node:path';
import { Failure, Failures } from '@nx-cross/core';
import { findCargoRoot } from '@nx-cross/core/cargo';
import type { WorkspaceTree } from '../workspace-tree';
import { findFolders } from '../workspace-tree';

const IGNORE_FILE = '.gitignore';

/**
 * Adds the folders of releases and of cargo to .gitignore where no line names them. With a slash in front: Nx takes its
 * inputs from what git does not ignore, and a plain `target` would hide a module `src/target/` from every hash.
 */
export function ignoreOutputs(workspace: WorkspaceTree): void {
  const folders = ['dist', ...cargoRoots(workspace).map((root) => posix.join(root, 'target'))];
  const missing = folders.filter((folder) => !isIgnored(workspace, folder));
  if (missing.length === 0) return;
  const text = workspace.readText(IGNORE_FILE) ?? '';
  const lines = missing.map((folder) => `/${folder}\n`).join('');
  workspace.tree.write(IGNORE_FILE, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${lines}`);
}

/** Where cargo puts its `target` folders by itself. */
function cargoRoots(workspace: WorkspaceTree): string[] {
  const roots = findFolders(workspace, 'Cargo.toml').flatMap((folder) => {
    try {
      return [findCargoRoot(workspace.manifests, folder).folder];
    } catch (error) {
      // A manifest that cargo cannot read either, a template's perhaps, has no target folder.
      if (error instanceof Failure || error instanceof Failures) return [];
      throw error;
    }
  });
  return [...new Set(roots)].sort();
}

/** Whether the workspace's .gitignore, or the one beside the folder, has a line for it. */
function isIgnored({ readText }: WorkspaceTree, folder: string): boolean {
  const name = posix.basename(folder);
  const has = (file: string, names: readonly string[]) =>
    (readText(file) ?? '').split(/\r?\n/).some((line) => names.includes(line.trim().replace(/\/\**$/, '')));
  const anywhere = [name, `**/${name}`];
  return (
    has(IGNORE_FILE, [...anywhere, folder, `/${folder}`]) ||
    has(posix.join(posix.dirname(folder), IGNORE_FILE), [...anywhere, `/${name}`])
  );
}
