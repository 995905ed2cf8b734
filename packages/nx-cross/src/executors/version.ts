import type { ExecutorContext } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { EmbeddedValues } from '@nx-cross/core/cargo';
import { gitIn, probeCheckout, renderVersion, resolvePublishedVersion, resolveVersion } from '@nx-cross/core/release';
import type { LoadedProject, LoadedUnit, Workspace } from '@nx-cross/core/workspace';
import { taggedVariable } from '../graph/tagged-variable';
import type { ReleaseMembers } from '../graph/release-targets';
import { buildModel, unitFilesOf } from '../graph/workspace-model';
import type { StageTask } from './stage-task';

type Env = Readonly<Record<string, string | undefined>>;

/** Whose version is asked for: a unit's, or a release's. */
export interface Versioned {
  /** Of the unit, or of the release. */
  readonly project: LoadedProject;
  readonly units: readonly LoadedUnit[];
  readonly releases: AskReleases;
}

/** The releases of the workspace: read where they are asked for, since few versions depend on them, and once. */
export type AskReleases = () => readonly ReleaseMembers[];

export function askReleases(workspace: Workspace, context: ExecutorContext): AskReleases {
  let releases: readonly ReleaseMembers[] | undefined;
  const projects = Object.values(context.projectsConfigurations.projects);
  return () => (releases ??= buildModel(workspace, unitFilesOf(workspace, projects)).releases);
}

export function versionedUnit({ workspace, project, unit }: StageTask, context: ExecutorContext): Versioned {
  return { project, units: [unit], releases: askReleases(workspace, context) };
}

/**
 * The version of a unit, or of a release, in the cached tasks: what `--release-version` or `NX_CROSS_VERSION` say,
 * `VERSION` where the workspace has one release, else what the hook has found in a git tag at the commit, else what the
 * units' Cargo.toml say. No commit is part of it, or every commit would be packed anew.
 *
 * @throws Failure `version-invalid`, `version-disagreement`, `version-ambiguous`.
 */
export function releaseVersion({ project, units, releases }: Versioned, context: ExecutorContext): string {
  const override = versionOverride(releases, context, process.env);
  const tagged = process.env[taggedVariable(project.root)] || undefined;
  return resolveVersion({ override, tagged, versions: versionsOf(units) });
}

/** The version that a release is published under, and in a line for people why that one. */
export interface PublishedAs {
  readonly version: string;
  readonly reason: string;
}

/**
 * As {@link releaseVersion}, and off a tag the commit counts: publishing is never cached.
 *
 * @param template Of the release's tags.
 * @param given What whoever starts the publication has decided, `nx release` for instance.
 * @throws Failure `tree-dirty`, `history-shallow`, and those of {@link releaseVersion}.
 */
export function publishedVersion(
  { project, units, releases }: Versioned,
  context: ExecutorContext,
  template: string,
  given: string | undefined,
): PublishedAs {
  const override = given ?? versionOverride(releases, context, process.env);
  const checkout = probeCheckout(gitIn(context.root));
  const found = resolvePublishedVersion({ override, versions: versionsOf(units), checkout, template });
  return { version: found.version, reason: renderVersion(project.release.name, template, found) };
}

function versionsOf(units: readonly LoadedUnit[]): Record<string, string> {
  return Object.fromEntries(units.map(({ name, version }) => [name, version ?? '']));
}

function versionOverride(releases: AskReleases, context: ExecutorContext, env: Env): string | undefined {
  const asked = env['NX_CROSS_VERSION'] || undefined;
  if (asked === undefined && (env['VERSION'] ?? '') === '') return undefined;
  if (asked === undefined) return releases().length === 1 ? env['VERSION'] : undefined;
  const running = releases().filter((release) =>
    isRunning([release.root, ...release.units.map((unit) => unit.projectRoot)], context),
  );
  if (running.length <= 1) return asked;
  throw new Failure('version-ambiguous', {
    message: `The version ${asked} is asked for, and this run has several releases: ${running.map(({ options }) => options.name).join(', ')}.`,
    hint: 'Publish one release at a time: nx run <project>:publish --release-version=<version>.',
  });
}

function isRunning(roots: readonly string[], context: ExecutorContext): boolean {
  const tasks = Object.values(context.taskGraph?.tasks ?? {});
  return tasks.some(({ target }) =>
    roots.includes(context.projectsConfigurations.projects[target.project]?.root ?? ''),
  );
}

/** What a unit that bakes in version, commit or time gets; the hook has put them into the environment. */
export function embeddedValues(unit: LoadedUnit, env: Env): EmbeddedValues {
  const version = env['NX_CROSS_VERSION'] || env[taggedVariable(unit.projectRoot)] || unit.version;
  const commit = env['NX_CROSS_COMMIT'] || undefined;
  const time = env['NX_CROSS_COMMIT_TIME'] || undefined;
  return {
    ...(version === undefined ? {} : { version }),
    ...(commit === undefined ? {} : { commit }),
    ...(time === undefined ? {} : { time }),
  };
}
