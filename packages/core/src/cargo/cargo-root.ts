import { posix } from 'node:path';
import type { Manifest } from './manifest';
import type { Manifests } from './manifests';
import { joinFolders, manifestPath, memoised, requireManifest } from './manifests';

/** The root of a cargo workspace: where Cargo.lock, profiles, patches and inherited keys are. */
export interface CargoRoot {
  /** Relative to Nx's root, `.` for it itself. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Cargo's own rule (`find_workspace_root` in cargo's workspace.rs): a manifest with [workspace] is its own root;
 * `package.workspace` names one; else the nearest manifest above with a [workspace] that does not exclude the crate, or
 * with a pointer to one; else the crate stands alone. Looks no higher than Nx's root.
 *
 * @param crateFolder Folder of the crate's manifest, relative to Nx's root.
 * @throws Failure `manifest-unreadable` where there is no manifest, or a pointer leads nowhere.
 */
export const findCargoRoot = memoised((manifests, crateFolder): CargoRoot => {
  const file = manifestPath(crateFolder);
  const own = requireManifest(manifests, crateFolder, { by: file, as: 'The release unit' });
  if (own.workspace !== undefined) return { folder: crateFolder, manifest: own };
  const pointed = followPointer(manifests, crateFolder, own);
  if (pointed !== undefined) return pointed;
  for (const folder of foldersAbove(crateFolder)) {
    const manifest = manifests.at(folder);
    if (manifest === undefined) continue;
    if (manifest.workspace !== undefined && !isExcluded(folder, manifest, file)) return { folder, manifest };
    const root = manifest.workspace === undefined ? followPointer(manifests, folder, manifest) : undefined;
    if (root !== undefined) return root;
  }
  return { folder: crateFolder, manifest: own };
});

function followPointer(manifests: Manifests, folder: string, manifest: Manifest): CargoRoot | undefined {
  const pointer = manifest.package?.workspace;
  if (pointer === undefined) return undefined;
  const root = joinFolders(folder, pointer);
  return {
    folder: root,
    manifest: requireManifest(manifests, root, { by: manifest.file, as: '`package.workspace`' }),
  };
}

/** `a/b/c` → `a/b`, `a`, `.`. */
export function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let next = folder; next !== '.';) {
    next = posix.dirname(next);
    above.push(next);
  }
  return above;
}

/** A path below an `exclude` entry, unless below a member that is named without a glob (cargo compares literally). */
function isExcluded(root: string, { workspace }: Manifest, file: string): boolean {
  const below = (path: string) => file.startsWith(`${joinFolders(root, path)}/`);
  return workspace !== undefined && workspace.exclude.some(below) && !workspace.members.some(below);
}
