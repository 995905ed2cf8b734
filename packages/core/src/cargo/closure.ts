import type { CargoRoot } from './cargo-root';
import { findCargoRoot } from './cargo-root';
import type { Crate } from './crate';
import { closureOfLock, parseLock } from './lock';
import type { Dependency, Manifest } from './manifest';
import type { Manifests } from './manifests';
import { joinFolders, manifestPath, requireManifest } from './manifests';

/** A crate and the workspace's own crates that decide its bytes. */
export interface Closure {
  readonly root: CargoRoot;
  readonly crate: Crate;
  /** The crate itself and its transitive path dependencies, by folder. Never dev-dependencies. */
  readonly crates: readonly Crate[];
  /** Direct dependencies among them, folder to folder, sorted. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/**
 * @param crateFolder Folder of the crate's manifest, relative to the workspace's root.
 * @throws Failure `manifest-unreadable` for a path without a manifest, `manifest-invalid`, `path-outside-workspace`.
 */
export function resolveClosure(manifests: Manifests, crateFolder: string): Closure {
  const root = findCargoRoot(manifests, crateFolder);
  const targets = new Map<string, ReadonlySet<string>>();
  const waiting = [crateFolder];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (targets.has(folder)) continue;
    const direct = new Set(pathDependencies(manifests, folder, root));
    if (folder === crateFolder) lockedPatches(manifests, folder, root).forEach((patch) => direct.add(patch));
    direct.delete(folder);
    targets.set(folder, direct);
    waiting.push(...direct);
  }
  const folders = [...targets.keys()].sort();
  return {
    root,
    crate: crateAt(manifests, crateFolder),
    crates: folders.map((folder) => crateAt(manifests, folder)),
    edges: folders.flatMap((from) => [...(targets.get(from) ?? [])].sort().map((to) => ({ from, to }))),
  };
}

/** @throws Failure `manifest-unreadable` where there is no package. */
export function crateAt(manifests: Manifests, folder: string): Crate {
  const file = manifestPath(folder);
  const { package: section } = requireManifest(manifests, folder, { by: file, as: 'A crate' });
  const version = section?.version;
  return {
    name: section?.name ?? '',
    version:
      (typeof version === 'object' ? findCargoRoot(manifests, folder).manifest.workspace?.version : version) ?? '0.0.0',
    root: folder,
    manifestPath: file,
  };
}

/** Folders of a crate's direct path dependencies. */
function pathDependencies(manifests: Manifests, folder: string, start: CargoRoot): string[] {
  const manifest = manifests.at(folder);
  if (manifest === undefined) return [];
  const root = findCargoRoot(manifests, folder);
  return manifest.dependencies.flatMap((dependency) => {
    const target =
      dependencyFolder(dependency, folder, root) ?? patchOf(publishedName(dependency, root.manifest), start);
    if (target === undefined) return [];
    requireManifest(manifests, target, { by: manifest.file, as: `The dependency \`${dependency.key}\`` });
    return [target];
  });
}

/** Where a path dependency lies; `undefined` for a published one. */
export function dependencyFolder(dependency: Dependency, folder: string, root: CargoRoot): string | undefined {
  if (!dependency.inherited) return dependency.path === undefined ? undefined : joinFolders(folder, dependency.path);
  const inherited = root.manifest.workspace?.dependencies.find(({ key }) => key === dependency.key);
  return inherited?.path === undefined ? undefined : joinFolders(root.folder, inherited.path);
}

/** The name a dependency was published under, which an inherited one has in the root alone. */
export function publishedName(dependency: Dependency, root: Manifest): string {
  if (!dependency.inherited) return dependency.package;
  return root.workspace?.dependencies.find(({ key }) => key === dependency.key)?.package ?? dependency.key;
}

/** Patches count in the root manifest alone, and for everything below it. */
function patchOf(name: string, root: CargoRoot): string | undefined {
  const patch = root.manifest.patches.find((candidate) => candidate.package === name);
  return patch === undefined ? undefined : joinFolders(root.folder, patch.path);
}

/** A published dependency may itself depend on a patched crate, which only the lock file knows. */
function lockedPatches(manifests: Manifests, folder: string, root: CargoRoot): string[] {
  const name = manifests.at(folder)?.package?.name;
  if (root.manifest.patches.length === 0 || name === undefined) return [];
  const file = joinFolders(root.folder, 'Cargo.lock');
  const text = manifests.readText(file);
  if (text === undefined) return [];
  const unpublished = closureOfLock(parseLock(text, file), [name]).filter(({ source }) => source === undefined);
  return root.manifest.patches
    .filter((patch) => unpublished.some((locked) => locked.name === patch.package))
    .map((patch) => joinFolders(root.folder, patch.path))
    .filter((target) => target !== folder);
}
