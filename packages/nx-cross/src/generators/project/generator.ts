import { posix } from 'node:path';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { formatFiles, getProjects, logger } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { Crate } from '@nx-cross/core/cargo';
import { parseWorkspaceOptions } from '@nx-cross/core/platform';
import type { UnitFile } from '@nx-cross/core/unit';
import { parseUnitFile } from '@nx-cross/core/unit';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import { TargetNames } from '../../graph/target-names';
import { explainFailures } from '../explain-failures';
import { findRegistration, NX_JSON } from '../plugin-registration';
import type { WorkspaceTree } from '../workspace-tree';
import { openTree } from '../workspace-tree';
import { findCrate } from './find-crate';
import type { PlannedFile } from './gather';
import { planReleaseFile } from './gather';
import { planTargetNames, readOwnTargets, RELEASE_TARGETS, UNIT_TARGETS } from './own-targets';
import { parseFolder } from './parse-folder';
import type { ProjectGeneratorSchema } from './schema';
import { featuresNeeded, renderUnitFile, schemaPath } from './unit-file';

/**
 * Failures: `crate-unknown`, `name-collision`, `binary-unknown`, `unit-exists`, `path-outside-workspace`, those of
 * manifests and of {@link parseUnitFile}.
 */
export async function projectGenerator(tree: Tree, options: ProjectGeneratorSchema): Promise<GeneratorCallback> {
  const workspace = openTree(tree);
  const crate = findCrate(workspace, options.crate);
  const release = options.release === undefined ? crate.root : parseFolder(options.release);
  const unit = planUnit(workspace, crate, release, options.name ?? crate.name);
  const known = parseWorkspaceOptions(findRegistration(tree)?.options, { file: NX_JSON, readText: workspace.readText });
  const files: PlannedFile[] = [
    { folder: crate.root, text: renderUnitFile(unit), renamed: unit.targets ?? {} },
    ...(release === crate.root
      ? []
      : [planReleaseFile(workspace, release, { root: crate.root, name: unit.name ?? crate.name }, known)]),
  ];
  // Nothing is written that the graph would refuse: a name from the command line, above all.
  for (const { folder, text } of files) parseUnitFile(text, posix.join(folder, UNIT_FILE), known);
  for (const file of files) writeFile(tree, file);
  if (findRegistration(tree) === undefined) {
    logger.warn('nx-cross is not registered in nx.json, so nothing reads the file: npx nx g nx-cross:init');
  }
  if (options.skipFormat !== true) await formatFiles(tree);
  return () => logger.info(renderNext(nameOfProject(tree, crate.root) ?? unit.name ?? crate.name, unit));
}

/** What nx-cross cannot know by itself, and nothing else. */
function planUnit(workspace: WorkspaceTree, crate: Crate, release: string, name: string): UnitFile {
  const file = posix.join(crate.root, UNIT_FILE);
  if (workspace.readText(file) !== undefined) {
    throw new Failure('unit-exists', {
      message: `the crate ${crate.name} is a release unit already`,
      hint:
        release === crate.root
          ? 'edit this file, or remove it first'
          : `add ${JSON.stringify(crate.root)} to release.units of ${posix.join(release, UNIT_FILE)}`,
      place: { file },
    });
  }
  const features = featuresNeeded(workspace, crate);
  const kinds = release === crate.root ? [...UNIT_TARGETS, ...RELEASE_TARGETS] : UNIT_TARGETS;
  const targets = planTargetNames(readOwnTargets(workspace, crate.root), kinds);
  return {
    $schema: schemaPath(crate.root),
    ...(name === crate.name ? {} : { name }),
    ...(features.length === 0 ? {} : { features }),
    ...(Object.keys(targets).length === 0 ? {} : { targets }),
  };
}

function writeFile(tree: Tree, { folder, text, renamed }: PlannedFile): void {
  tree.write(posix.join(folder, UNIT_FILE), text);
  for (const [kind, name] of Object.entries(renamed)) {
    logger.warn(
      `The project at ${folder} has a target ${kind} of its own: nx-cross's is called ${String(name)} there.`,
    );
  }
}

/** As Nx knows the project without us; `undefined` where nx-cross will infer it. */
function nameOfProject(tree: Tree, root: string): string | undefined {
  return [...getProjects(tree)].find(([, project]) => project.root === root)?.[0];
}

function renderNext(project: string, { targets }: UnitFile): string {
  const names = new TargetNames(targets);
  return `
Next:
  npx nx run ${project}:${names.of('package')}          the archive for this machine's platform
  npx nx run ${project}:${names.forAll('package')}      those for every platform of the workspace`;
}

export default (tree: Tree, options: ProjectGeneratorSchema): Promise<GeneratorCallback> =>
  explainFailures(() => projectGenerator(tree, options));
