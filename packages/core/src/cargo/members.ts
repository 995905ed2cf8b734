import picomatch from 'picomatch';
import type { CargoRoot } from './cargo-root';
import { crateAt, dependencyFolder } from './closure';
import type { Crate } from './crate';
import type { Manifests } from './manifests';
import { joinFolders } from './manifests';
import type { ListFolder } from './ports';

/**
 * The crates of a cargo workspace, by folder: the root's own package, what `members` names, and every path dependency of
 * theirs inside the root's folder, since cargo counts these as members.
 * https://doc.rust-lang.org/cargo/reference/workspaces.html#the-members-and-exclude-fields
 */
export function listMembers(manifests: Manifests, root: CargoRoot, list: ListFolder): Crate[] {
  const { workspace } = root.manifest;
  const excluded = new Set((workspace?.exclude ?? []).map((path) => joinFolders(root.folder, path)));
  const named = (workspace?.members ?? []).flatMap((glob) => expandFolders(root.folder, glob, list));
  const members = new Set<string>();
  const waiting = [root.folder, ...named];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (members.has(folder) || excluded.has(folder)) continue;
    const manifest = manifests.at(folder);
    if (manifest === undefined) continue;
    members.add(folder);
    for (const dependency of [...manifest.dependencies, ...manifest.devDependencies]) {
      const target = dependencyFolder(dependency, folder, root);
      if (target !== undefined && isInside(target, root.folder)) waiting.push(target);
    }
  }
  return [...members]
    .filter((folder) => manifests.at(folder)?.package !== undefined)
    .sort()
    .map((folder) => crateAt(manifests, folder));
}

function isInside(folder: string, root: string): boolean {
  return root === '.' ? !folder.startsWith('..') && !folder.startsWith('/') : folder.startsWith(`${root}/`);
}

/** Folders that a glob of `members` names, one segment at a time, so that only folders it may name are listed. */
function expandFolders(root: string, glob: string, list: ListFolder): string[] {
  let folders = [root];
  for (const segment of joinFolders('.', glob).split('/')) {
    folders = folders.flatMap((folder) => expandSegment(folder, segment, list));
  }
  return folders;
}

function expandSegment(folder: string, segment: string, list: ListFolder): string[] {
  if (!/[*?[]/.test(segment)) return [joinFolders(folder, segment)];
  const inside = (list(folder) ?? []).filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (segment === '**') {
    return [folder, ...inside.flatMap((name) => expandSegment(joinFolders(folder, name), segment, list))];
  }
  const matches = picomatch(segment);
  return inside.filter((name) => matches(name)).map((name) => joinFolders(folder, name));
}
