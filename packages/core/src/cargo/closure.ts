import type { CargoRoot } from './cargo-root';
import { findCargoRoot } from './cargo-root';
import type { Crate } from './crate';
import { closureOfLock, lockAt } from './lock';
import type { Dependency, Manifest } from './manifest';
import type { Manifests } from './manifests';
import { joinFolders, manifestPath, memoised, requireManifest } from './manifests';
import { resolverOf } from './resolver';

/** A crate and the workspace's own crates that decide its bytes. */
export interface Closure {
  readonly root: CargoRoot;
  readonly crate: Crate;
  /** The crate itself and its transitive path dependencies, by folder; dev-dependencies only where they decide. */
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
  const crate = crateAt(manifests, crateFolder);
  const targets = new Map<string, ReadonlySet<string>>();
  const waiting = [crateFolder];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (targets.has(folder)) continue;
    const { folders, published } =
      folder === crateFolder && resolverOf(root.manifest) === '1'
        ? builtDependencies(manifests, folder)
        : directDependencies(manifests, folder);
    const direct = new Set([...folders, ...patchedFolders(manifests, published, root)]);
    if (folder === crateFolder) lockedFolders(manifests, crate.name, root).forEach((patched) => direct.add(patched));
    direct.delete(folder);
    targets.set(folder, direct);
    waiting.push(...direct);
  }
  const folders = [...targets.keys()].sort();
  return {
    root,
    crate,
    crates: folders.map((folder) => crateAt(manifests, folder)),
    edges: folders.flatMap((from) => [...(targets.get(from) ?? [])].sort().map((to) => ({ from, to }))),
  };
}

/** @throws Failure `manifest-unreadable` where there is no manifest. */
export const crateAt = memoised((manifests, folder): Crate => {
  const file = manifestPath(folder);
  const { package: section } = requireManifest(manifests, folder, { by: file, as: 'A crate' });
  const version =
    typeof section?.version === 'object'
      ? findCargoRoot(manifests, folder).manifest.workspace?.version
      : section?.version;
  return { name: section?.name ?? '', version: version ?? '0.0.0', root: folder, manifestPath: file };
});

/** Folders of a crate's direct path dependencies, and the published names of its others. */
const directDependencies = memoised((manifests, folder) => sortDependencies(manifests, folder, false));

/** The same of a crate that the oldest resolver builds. */
const builtDependencies = memoised((manifests, folder) => sortDependencies(manifests, folder, true));

function sortDependencies(manifests: Manifests, folder: string, withDevelopment: boolean) {
  const manifest = requireManifest(manifests, folder, { by: manifestPath(folder), as: 'A crate' });
  const root = findCargoRoot(manifests, folder);
  const folders: string[] = [];
  const published: string[] = [];
  const { dependencies, devDependencies } = manifest;
  for (const dependency of withDevelopment ? [...dependencies, ...devDependencies] : dependencies) {
    const target = dependencyFolder(dependency, folder, root);
    if (target === undefined) {
      published.push(publishedName(dependency, root.manifest));
      continue;
    }
    requireManifest(manifests, target, { by: manifest.file, as: `The dependency \`${dependency.key}\`` });
    folders.push(target);
  }
  return { folders, published };
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
function patchedFolders(manifests: Manifests, names: readonly string[], { folder, manifest }: CargoRoot): string[] {
  return manifest.patches
    .filter((patch) => names.includes(patch.package))
    .map((patch) => {
      const target = joinFolders(folder, patch.path);
      requireManifest(manifests, target, { by: manifest.file, as: `The patch of \`${patch.package}\`` });
      return target;
    });
}

/** Crates in folders that published dependencies need: what is patched deep down, only the lock file knows. */
function lockedFolders(manifests: Manifests, name: string, root: CargoRoot): string[] {
  if (root.manifest.patches.length === 0) return [];
  const locked = lockAt(manifests, root.folder);
  if (locked === undefined) return [];
  const unpublished = closureOfLock(locked, [name]).filter(({ source }) => source === undefined);
  return patchedFolders(
    manifests,
    unpublished.map((each) => each.name),
    root,
  );
}
