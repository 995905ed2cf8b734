import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import type { ReleasePart } from '@nx-cross/core/release';
import { expectedParts, tagTemplate } from '@nx-cross/core/release';
import type { ReleaseOptions } from '@nx-cross/core/unit';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { loadProject, UNIT_FILE } from '@nx-cross/core/workspace';
import { stageFolder } from '../graph/places';
import { TargetNames } from '../graph/target-names';
import type { ProjectTask } from './stage-task';
import { projectTask } from './stage-task';
import type { AskReleases, PublishedAs } from './version';
import { askReleases, publishedVersion, releaseVersion } from './version';

/** A unit of a release with what Nx calls its project. */
export interface Member {
  readonly unit: LoadedUnit;
  readonly projectName: string;
  readonly names: TargetNames;
  /** Those of the unit's platforms that are asked for. */
  readonly platforms: readonly Platform[];
}

/** A task of a release, for all of its platforms or for those that were chosen. */
export interface ReleaseTask extends ProjectTask {
  readonly options: ReleaseOptions;
  readonly version: string;
  /** What a nested Nx has to be told, since it would find another version by itself. */
  readonly env: Readonly<Record<string, string>>;
  readonly members: readonly Member[];
  /** What must be there, unit × platform. */
  readonly parts: readonly ReleasePart[];
  /** Ids of the units' platforms that are not asked for. */
  readonly omittedPlatforms: readonly string[];
  /** Those of the workspace, this one among them. */
  readonly releases: AskReleases;
}

/** A release that is to be published, under the version that it has then. */
export interface PublicationTask extends ReleaseTask, Pick<PublishedAs, 'reason'> {
  /** Of its tags, with `{version}` in it. */
  readonly tagTemplate: string;
}

export interface Selection {
  readonly platforms?: string;
  readonly group?: string;
}

export function releaseTask(selection: Selection, context: ExecutorContext): ReleaseTask {
  const gathered = gatheredTask(context);
  return selectParts(gathered, selection, releaseVersion(gathered, context), context);
}

/** @param given The version that whoever starts the publication has decided. */
export function publicationTask(
  selection: Selection,
  context: ExecutorContext,
  given: string | undefined,
): PublicationTask {
  const gathered = gatheredTask(context);
  const template = tagTemplate(gathered.project.release, gathered.releases().length);
  const { version, reason } = publishedVersion(gathered, context, template, given);
  return { ...selectParts(gathered, selection, version, context), reason, tagTemplate: template };
}

interface GatheredTask extends ProjectTask {
  readonly units: readonly LoadedUnit[];
  readonly releases: AskReleases;
}

function gatheredTask(context: ExecutorContext): GatheredTask {
  const task = projectTask(context);
  const units = task.project.release.units.map((root) => requireUnit(root, task));
  return { ...task, units, releases: askReleases(task.workspace, context) };
}

function selectParts(
  { units, ...task }: GatheredTask,
  selection: Selection,
  version: string,
  context: ExecutorContext,
): ReleaseTask {
  const configured = task.workspace.platforms.map(({ platform }) => platform);
  const asked = [selection.platforms, selection.group].flatMap((pattern) => (pattern === undefined ? [] : [pattern]));
  const { groups } = task.workspace;
  const chosen = asked.length === 0 ? configured : resolvePlatformPatterns(asked, { platforms: configured, groups });
  const ids = new Set(chosen.map(({ id }) => id));
  const members = units.map((unit) => ({
    unit,
    projectName: projectNameAt(unit.projectRoot, context),
    names: new TargetNames(unit.file.targets),
    platforms: unit.platforms.filter(({ id }) => ids.has(id)),
  }));
  return {
    ...task,
    options: task.project.release,
    version,
    // The same variables where nothing differs: they are hashed.
    env: version === releaseVersion({ ...task, units }, context) ? {} : { NX_CROSS_VERSION: version },
    members,
    parts: expectedParts(members.map((member) => expectedUnit(member, context.root))),
    omittedPlatforms: units.flatMap((unit) => unit.platforms.flatMap(({ id }) => (ids.has(id) ? [] : [id]))),
  };
}

function requireUnit(root: string, { workspace, project }: ProjectTask): LoadedUnit {
  const { unit } = root === project.root ? project : loadProject(workspace, root);
  if (unit !== undefined) return unit;
  throw new Failure('release-gap', {
    message: `\`release.units\` names ${JSON.stringify(root)}, where there is no release unit.`,
    place: { file: posix.join(project.root, UNIT_FILE) },
  });
}

function projectNameAt(root: string, context: ExecutorContext): string {
  const found = Object.entries(context.projectsConfigurations.projects).find(([, project]) => project.root === root);
  if (found !== undefined) return found[0];
  throw new Failure('release-gap', { message: `Nx knows no project at ${JSON.stringify(root)}.` });
}

function expectedUnit({ unit, projectName, platforms }: Member, workspaceRoot: string) {
  return {
    unit: unit.name,
    platforms: platforms.map(({ id }) => id),
    directoryOf: (platform: string) => join(workspaceRoot, stageFolder(projectName, platform, 'package')),
  };
}
