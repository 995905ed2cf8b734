import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { DemandingUnit } from '@nx-cross/core/build';
import { requireVariablesAsHashed } from '@nx-cross/core/build';
import type { GlibcFloor, Platform } from '@nx-cross/core/platform';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import type { UnitOptions } from '@nx-cross/core/unit';
import type { LoadedProject, LoadedUnit, Workspace } from '@nx-cross/core/workspace';
import { loadProject } from '@nx-cross/core/workspace';
import { hashedNames } from '../graph/hashed-names';
import { stageFolder } from '../graph/places';
import { openLocalWorkspace, readPluginOptions } from '../graph/plugin-options';

/** The project that an executor runs for, read from its own files. */
export interface ProjectTask {
  readonly workspace: Workspace;
  readonly project: LoadedProject;
  readonly projectName: string;
}

/** A task of one unit for one platform. */
export interface StageTask extends ProjectTask {
  readonly unit: LoadedUnit;
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly options: UnitOptions;
  /** What it asks of the machine. */
  readonly demanding: DemandingUnit;
  /** Absolute folder of a stage of this unit and platform. */
  folder(stage: string): string;
}

/** @throws Failure `variable-differs`, and those of `loadProject`. */
export function projectTask(context: ExecutorContext): ProjectTask {
  const { projectName } = context;
  const root = projectName === undefined ? undefined : context.projectsConfigurations.projects[projectName]?.root;
  if (projectName === undefined || root === undefined) {
    throw new Failure('config-unreadable', { message: 'This executor runs for a project, and none was named.' });
  }
  requireVariablesAsHashed({ names: hashedNames(context.target ?? {}), env: process.env, hostname: hostname() });
  const workspace = openLocalWorkspace(context.root, readPluginOptions(context.nxJsonConfiguration));
  return { workspace, project: loadProject(workspace, root), projectName };
}

export function stageTask(options: { readonly platform: string }, context: ExecutorContext): StageTask {
  const task = projectTask(context);
  const unit = requireUnit(task);
  const [platform] = resolvePlatformPatterns([options.platform], {
    platforms: unit.platforms,
    groups: task.workspace.groups,
  });
  if (platform === undefined) {
    throw new Failure('unknown-platform', { message: `No platform is named ${JSON.stringify(options.platform)}.` });
  }
  const [floor, unitOptions] = [unit.floorFor(platform), unit.optionsFor(platform)];
  return {
    ...task,
    unit,
    platform,
    floor,
    options: unitOptions,
    demanding: { ...unitOptions, platform, floor, cargoRoot: unit.cargoRoot },
    folder: (stage) => join(context.root, stageFolder(task.projectName, platform.id, stage)),
  };
}

export function requireUnit({ project, projectName }: ProjectTask): LoadedUnit {
  if (project.unit !== undefined) return project.unit;
  throw new Failure('config-invalid', {
    message: `${projectName} only gathers other units; it has nothing of its own to build.`,
  });
}
