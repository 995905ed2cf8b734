import { posix } from 'node:path';
import type { ProjectGraph, ProjectGraphDependency, Tree } from '@nx/devkit';
import { globAsync, readNxJson } from '@nx/devkit';
import { bumpCrates, requireOneVersion } from '@nx-cross/core/bump';
import { crateAt, openManifests, resolveClosure } from '@nx-cross/core/cargo';
import { resolveVersion } from '@nx-cross/core/release';
import type { Workspace } from '@nx-cross/core/workspace';
import { VersionActions } from 'nx/release';
import { explainFailures } from '../generators/explain-failures';
import { openLocalWorkspace, readPluginOptions } from '../graph/plugin-options';
import { cratesOfProject } from './crates-of-project';

/** What `nx release` does with the version of a project that is a crate, ships some, or gathers units that do. */
export default class CargoVersionActions extends VersionActions {
  override validManifestFilenames = ['Cargo.toml'];
  /** A manifest keeps its bytes but for the version. */
  override excludeManifestsFromFormatting = true;
  /** Folders, relative to the workspace's root. */
  private crates: readonly string[] = [];

  override async init(tree: Tree): Promise<void> {
    const asked = this.finalConfigForProject.manifestRootsToUpdate;
    if (asked.length > 0) {
      await super.init(tree);
      this.crates = this.manifestsToUpdate.map(({ manifestPath }) => posix.dirname(manifestPath));
      return;
    }
    this.crates = await explainFailures(async () => cratesOfProject(open(tree), this.projectGraphNode.data.root));
    this.manifestsToUpdate = this.crates.map((folder) => ({
      manifestPath: posix.join(folder, 'Cargo.toml'),
      preserveLocalDependencyProtocols: false,
    }));
  }

  /** Nx has words of its own for what is thrown here, so the failure's are printed before. */
  override async readCurrentVersionFromSourceManifest(
    tree: Tree,
  ): Promise<{ currentVersion: string; manifestPath: string }> {
    const manifests = openManifests(readerOf(tree));
    const crates = this.crates.map((folder) => crateAt(manifests, folder));
    const versions = Object.fromEntries(crates.map(({ name, version }) => [name, version]));
    const currentVersion = await explainFailures(async () => resolveVersion({ versions })).catch((error: Error) => {
      process.stderr.write(`${error.message}\n`);
      throw error;
    });
    return { currentVersion, manifestPath: crates.map(({ manifestPath }) => manifestPath).join(', ') };
  }

  /** No registry is asked: Nx says so, and which other ways there are. */
  override async readCurrentVersionFromRegistry(): Promise<null> {
    return null;
  }

  /** By path, through all crates between: what one of them compiles in is another program when that is. */
  override async readDependencies(tree: Tree, { nodes }: ProjectGraph): Promise<ProjectGraphDependency[]> {
    const manifests = openManifests(readerOf(tree));
    const closure = this.crates.flatMap((folder) => resolveClosure(manifests, folder).crates.map(({ root }) => root));
    const others = new Set(closure.filter((folder) => !this.crates.includes(folder)));
    const { name: source } = this.projectGraphNode;
    return Object.values(nodes)
      .filter(({ name, data }) => name !== source && others.has(data.root))
      .map(({ name: target }) => ({ source, target, type: 'static' }));
  }

  /** What dependents say of a crate is written together with its version, whoever is released: cargo refuses the rest. */
  override async readCurrentVersionOfDependency(): Promise<{ currentVersion: null; dependencyCollection: null }> {
    return { currentVersion: null, dependencyCollection: null };
  }

  override async updateProjectDependencies(): Promise<string[]> {
    return [];
  }

  override async updateProjectVersion(tree: Tree, version: string): Promise<string[]> {
    const current = readerOf(tree);
    const { files } = open(tree);
    const known = (await globAsync(tree, ['**/Cargo.toml'])).map((path) => posix.dirname(path));
    const written = await explainFailures(async () => {
      requireOneVersion({ crates: this.crates, version, original: files.readText, current });
      return bumpCrates({ crates: this.crates, version, known, readText: current, list: files.list });
    });
    for (const [path, text] of written) tree.write(path, text);
    return written.size === 0 ? [] : [`✍️  ${version} written to: ${[...written.keys()].sort().join(', ')}`];
  }
}

function open(tree: Tree): Workspace {
  return openLocalWorkspace(tree.root, readPluginOptions(readNxJson(tree) ?? {}));
}

/** The files as this run has made them by now. */
function readerOf(tree: Tree) {
  return (path: string): string | undefined => tree.read(path, 'utf-8') ?? undefined;
}
