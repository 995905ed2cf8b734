import { posix } from 'node:path';
import { Failure, Failures, failuresOf, nearestNames, renderNearest } from '@nx-cross/core';
import type { Crate } from '@nx-cross/core/cargo';
import { crateAt } from '@nx-cross/core/cargo';
import type { WorkspaceTree } from '../workspace-tree';
import { findFolders } from '../workspace-tree';
import { parseFolder } from './parse-folder';

const MANIFEST = 'Cargo.toml';

/**
 * The crate that goes by a name, or lies in a folder; a text with a slash, or a dot for the root, is always a folder.
 * Failures: `crate-unknown` with the nearest names, `name-collision` for several, those of the manifest.
 */
export function findCrate(workspace: WorkspaceTree, asked: string): Crate {
  const folder = parseFolder(asked);
  const atFolder = crateInFolder(workspace, posix.basename(folder) === MANIFEST ? posix.dirname(folder) : folder);
  if (/[/\\]|^\.$/.test(asked)) {
    if (atFolder === undefined) throw unknownFolder(workspace, folder);
    return atFolder;
  }
  const { crates, failures } = readCrates(workspace);
  const named = crates.filter(({ name, root }) => name === asked && root !== atFolder?.root);
  const [found, ...others] = [...(atFolder === undefined ? [] : [atFolder]), ...named];
  if (found !== undefined && others.length === 0) return found;
  if (found !== undefined) throw ambiguous(asked, [found, ...others]);
  // The crate may be one whose manifest cannot be read.
  const unknown = unknownCrate(asked, crates);
  throw failures.length === 0 ? unknown : new Failures([unknown, ...failures]);
}

/** `undefined` where the folder has no manifest. Failure: `crate-unknown` for a cargo workspace that is no crate itself. */
function crateInFolder({ manifests }: WorkspaceTree, folder: string): Crate | undefined {
  const manifest = manifests.at(folder);
  if (manifest === undefined) return undefined;
  if (manifest.package !== undefined) return crateAt(manifests, folder);
  throw new Failure('crate-unknown', {
    message: 'this is the root of a cargo workspace, and no crate itself',
    hint: 'name one of its crates',
    place: { file: manifest.file },
  });
}

/** The workspace's crates, and what is wrong with the manifests that cannot be read. */
function readCrates(workspace: WorkspaceTree): { readonly crates: Crate[]; readonly failures: Failure[] } {
  const failures: Failure[] = [];
  const crates = findFolders(workspace, MANIFEST).flatMap((folder) => {
    try {
      return workspace.manifests.at(folder)?.package === undefined ? [] : [crateAt(workspace.manifests, folder)];
    } catch (error) {
      failures.push(...failuresOf(error));
      return [];
    }
  });
  return { crates, failures };
}

function unknownFolder(workspace: WorkspaceTree, folder: string): Failure {
  const near = nearestNames(
    folder,
    readCrates(workspace).crates.map(({ root }) => root),
  );
  return new Failure('crate-unknown', {
    message: `there is no Cargo.toml in ${JSON.stringify(folder)}`,
    hint: renderNearest(near) ?? 'write the crate’s name, or its folder from the workspace’s root',
  });
}

function unknownCrate(asked: string, crates: readonly Crate[]): Failure {
  const names = [...new Set(crates.map(({ name }) => name))].sort();
  const known = names.length === 0 ? 'the workspace has none' : `the crates are ${names.join(', ')}`;
  return new Failure('crate-unknown', {
    message: `there is no crate ${JSON.stringify(asked)}`,
    hint: renderNearest(nearestNames(asked, names)) ?? known,
  });
}

function ambiguous(asked: string, crates: readonly Crate[]): Failure {
  const places = crates.map(({ name, root }) => `${name} in ${root}`);
  return new Failure('name-collision', {
    message: `${JSON.stringify(asked)} may mean ${places.join(' or ')}`,
    hint: `write the folder: ${crates.map(({ root }) => `./${root}`).join(' or ')}`,
  });
}
