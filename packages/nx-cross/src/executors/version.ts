import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { EmbeddedValues } from '@nx-cross/core/cargo';
import { resolveVersion } from '@nx-cross/core/release';
import type { LoadedUnit, Workspace } from '@nx-cross/core/workspace';
import { UNIT_FILE } from '@nx-cross/core/workspace';
import { buildModel } from '../graph/workspace-model';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The version that a release and its units carry: what `--release-version` or `NX_CROSS_VERSION` say, `VERSION` where
 * the workspace has one release, else what the units' Cargo.toml say.
 *
 * @throws Failure `version-invalid`, `version-disagreement`, `version-ambiguous`.
 */
export function releaseVersion(units: readonly LoadedUnit[], workspace: Workspace, context: ExecutorContext): string {
  const override = versionOverride(workspace, context, process.env);
  const versions = Object.fromEntries(units.map(({ name, version }) => [name, version ?? '']));
  return resolveVersion({ ...(override === undefined ? {} : { override }), versions });
}

function versionOverride(workspace: Workspace, context: ExecutorContext, env: Env): string | undefined {
  const asked = env['NX_CROSS_VERSION'] || undefined;
  if (asked === undefined && (env['VERSION'] ?? '') === '') return undefined;
  const { releases } = buildModel(workspace, unitFiles(context));
  if (asked === undefined) return releases.length === 1 ? env['VERSION'] : undefined;
  const running = releases.filter((release) =>
    isRunning([release.root, ...release.units.map((unit) => unit.projectRoot)], context),
  );
  if (running.length <= 1) return asked;
  throw new Failure('version-ambiguous', {
    message: `The version ${asked} is asked for, and this run has several releases: ${running.map(({ options }) => options.name).join(', ')}.`,
    hint: 'Publish one release at a time: nx run <project>:publish --release-version=<version>.',
  });
}

function unitFiles(context: ExecutorContext): string[] {
  return Object.values(context.projectsConfigurations.projects)
    .map(({ root }) => posix.join(root, UNIT_FILE))
    .filter((file) => existsSync(join(context.root, file)))
    .sort();
}

function isRunning(roots: readonly string[], context: ExecutorContext): boolean {
  const tasks = Object.values(context.taskGraph?.tasks ?? {});
  return tasks.some(({ target }) =>
    roots.includes(context.projectsConfigurations.projects[target.project]?.root ?? ''),
  );
}

/** What a unit that bakes in version, commit or time gets; the hook has put them into the environment. */
export function embeddedValues(unit: LoadedUnit, env: Env): EmbeddedValues {
  const version = env['NX_CROSS_VERSION'] || unit.version;
  const commit = env['NX_CROSS_COMMIT'] || undefined;
  const time = env['NX_CROSS_COMMIT_TIME'] || undefined;
  return {
    ...(version === undefined ? {} : { version }),
    ...(commit === undefined ? {} : { commit }),
    ...(time === undefined ? {} : { time }),
  };
}
