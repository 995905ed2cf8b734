import { posix } from 'node:path';
import type { CreateNodes, CreateNodesResult, ProjectConfiguration } from '@nx/devkit';
import type { Imports } from '@nx-cross/core/import';
import { findImported } from '@nx-cross/core/import';
import type { LoadedProject, LoadedUnit, Workspace } from '@nx-cross/core/workspace';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import { sourceInputs } from './inputs';
import { isNpmPackage } from './npm-package';
import { openLocalWorkspace } from './plugin-options';
import { readableError } from './readable-error';
import { releaseTargets } from './release-targets';
import { aggregateTargets, frontDoors, platformTargets } from './stage-targets';
import { TargetNames } from './target-names';
import { requireFreeNames } from './taken-names';
import type { WorkspaceModel } from './workspace-model';
import { buildModel, groupsOfUnit } from './workspace-model';

type Inferred = Omit<ProjectConfiguration, 'root'>;

/** Both kinds of file: a manifest's place tells which crates lie inside of which. */
const FILES = `**/{${UNIT_FILE},Cargo.toml}`;

/** Projects and targets from `nx-cross.json` and Cargo.toml: read and parsed, without a process. */
export const createNodes: CreateNodes = [
  FILES,
  async (configFiles, options, context) => {
    const unitFiles = configFiles.filter((file) => posix.basename(file) === UNIT_FILE);
    // Before anything else: wrong options are told of in a workspace without units, too.
    const workspace = openLocalWorkspace(context.workspaceRoot, options);
    if (unitFiles.length === 0) return [];
    const model = buildModel(workspace, unitFiles);
    const failures = [...model.failures];
    const imports = findImported(workspace.files.list, workspace.files.readText);
    const manifests = configFiles.filter((file) => posix.basename(file) === 'Cargo.toml').map(posix.dirname);
    const results = model.projects.map((project): readonly [string, CreateNodesResult] => {
      const targets = inferTargets(workspace, model, project, { manifests, imports });
      failures.push(...requireFreeNames(context.workspaceRoot, project.root, Object.keys(targets)));
      return [posix.join(project.root, UNIT_FILE), { projects: inferProjects(workspace, project, targets) }];
    });
    if (failures.length === 0) return results;
    const { AggregateCreateNodesError } = await import('@nx/devkit');
    throw new AggregateCreateNodesError(
      failures.map(([file, error]) => [file, readableError(error)]),
      results,
    );
  },
];

/** What else there is in the workspace. */
interface Around {
  /** Folders with a Cargo.toml. */
  readonly manifests: readonly string[];
  readonly imports: Imports;
}

function inferTargets(
  workspace: Workspace,
  model: WorkspaceModel,
  project: LoadedProject,
  around: Around,
): NonNullable<Inferred['targets']> {
  const release = model.releases.find(({ root }) => root === project.root);
  return {
    ...(project.unit === undefined ? {} : unitTargets(workspace, model, project.unit, around)),
    ...(release === undefined ? {} : releaseTargets(release, { byNpm: isNpmPackage(workspace, project.root) })),
  };
}

function unitTargets(workspace: Workspace, model: WorkspaceModel, unit: LoadedUnit, { manifests, imports }: Around) {
  const own = new Set(unit.crates.map(({ root }) => root));
  const foreign = manifests.filter((folder) => !own.has(folder));
  const context = { releases: model.releases.length, sources: sourceInputs(unit, foreign), imports };
  const perPlatform = unit.platforms.map((platform) => platformTargets(unit, platform, context));
  return Object.assign({}, ...perPlatform, aggregateTargets(unit, groupsOfUnit(workspace, unit)), frontDoors(unit));
}

/** The unit's own project, and one for each crate of its closure that has none yet. */
function inferProjects(
  workspace: Workspace,
  project: LoadedProject,
  targets: NonNullable<Inferred['targets']>,
): Record<string, Inferred> {
  const crates = project.unit?.crates.filter(({ root }) => root !== project.root) ?? [];
  const libraries = crates
    .filter(({ root }) => workspace.files.readText(posix.join(root, UNIT_FILE)) === undefined)
    .map(({ name, root }) => {
      const inferred: Inferred = {
        name: `crate:${name}`,
        projectType: 'library',
        ...versionedByCargo(workspace, root),
      };
      return [root, inferred] as const;
    });
  return {
    ...Object.fromEntries(libraries),
    [project.root]: {
      name: project.unit?.name ?? project.release.name,
      projectType: 'application',
      targets,
      ...versionedByCargo(workspace, project.root),
      metadata: {
        technologies: project.unit === undefined ? [] : ['rust'],
        targetGroups: groupTargets(project, targets),
      },
    },
  };
}

/** `nx release` then needs no word in nx.json of how a crate gets its version. */
function versionedByCargo(workspace: Workspace, root: string): Pick<Inferred, 'release'> {
  if (isNpmPackage(workspace, root)) return {};
  return { release: { version: { versionActions: 'nx-cross/release/version-actions' } } };
}

/** Targets by stage, as `nx show project` and the graph page group them. */
function groupTargets(project: LoadedProject, targets: NonNullable<Inferred['targets']>): Record<string, string[]> {
  const names = new TargetNames(project.file.targets);
  const kinds = ['cross-compile', 'strip', 'verify', 'smoke', 'package', 'checksum', 'preflight', 'publish'] as const;
  const groups = kinds.map((kind): [string, string[]] => {
    const name = names.of(kind);
    const all = Object.keys(targets);
    return [name, all.filter((target) => target === name || target.startsWith(`${name}-`))];
  });
  return Object.fromEntries(groups.filter(([, members]) => members.length > 0));
}
