import type { TargetConfiguration } from '@nx/devkit';
import type { Platform } from '@nx-cross/core/platform';
import { resolveInstallUrl, tagTemplate } from '@nx-cross/core/release';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import type { ReleaseOptions, UnitFile } from '@nx-cross/core/unit';
import { stageInputs, versionInputs } from './inputs';
import { checksumFolder, PROJECT_TOKEN } from './places';
import { TargetNames } from './target-names';

export interface ReleaseMembers {
  /** Of the project that owns it. */
  readonly root: string;
  readonly options: ReleaseOptions;
  readonly file: UnitFile;
  /** The units of `release.units`, each with the platforms it ships for. */
  readonly units: readonly LoadedUnit[];
  readonly groups: ReadonlyMap<string, readonly Platform[]>;
  /** How many releases the workspace has. */
  readonly releases: number;
}

/**
 * The fan-in of a release and its publication, for all platforms and for each group.
 *
 * @param byNpm Whether the project is a package of npm's, which `nx release` publishes by Nx's own target.
 */
export function releaseTargets(
  release: ReleaseMembers,
  { byNpm }: { readonly byNpm: boolean },
): Record<string, TargetConfiguration> {
  const names = new TargetNames(release.file.targets);
  const groups = [undefined, ...release.groups.keys()];
  return {
    [names.of('checksum')]: {
      executor: 'nx-cross:front-door',
      options: { stage: 'checksum' },
      cache: false,
      parallelism: false,
      metadata: describe(`SHA256SUMS and manifest.json of ${release.options.name}, for the platforms of --platforms.`),
    },
    ...Object.fromEntries(groups.map((group) => [names.checksum(group), checksumTarget(release, group)])),
    ...(release.options.channels.some(({ channel }) => channel !== 'directory')
      ? { [names.of('preflight')]: preflightTarget(release) }
      : {}),
    ...Object.fromEntries(groups.map((group) => [names.publish(group), publishTarget(release, group)])),
    ...(byNpm ? {} : { 'nx-release-publish': nxReleaseTarget(release) }),
  };
}

function checksumTarget(release: ReleaseMembers, group: string | undefined): TargetConfiguration {
  const expected = expectedParts(release, group);
  // A tag's name decides no byte of a sum, unless the installers have it in their address.
  const { tag: _tag, ...options } = release.options;
  const installUrl = resolveInstallUrl(options, tagTemplate(release.options, release.releases)) ?? null;
  return {
    executor: 'nx-cross:checksum',
    options: group === undefined ? {} : { group },
    cache: true,
    // By place, not by name: a project may be renamed by any plugin, and Nx drops a name it does not know in silence.
    dependsOn: expected.map(({ unit, platform }) => ({
      projects: [`directory:${unit.projectRoot}`],
      target: new TargetNames(unit.file.targets).forPlatform('package', platform.id),
    })),
    inputs: [
      ...stageInputs({
        // Hashed, so that a gap cannot hide in the cache.
        expected: expected.map(({ unit, platform }) => [unit.projectRoot, platform.id]),
        release: options,
        installUrl,
        versions: release.units.map((unit) => unit.version ?? null),
      }),
      ...versionInputs(release.releases, release.root),
    ],
    outputs: [`{workspaceRoot}/${checksumFolder(PROJECT_TOKEN, group)}`],
    metadata: describe(`SHA256SUMS and manifest.json of ${release.options.name} ${forGroup(group)}.`),
  };
}

/** What the checksum stage must find: every unit for every platform that it ships for. */
function expectedParts(
  release: ReleaseMembers,
  group: string | undefined,
): { readonly unit: LoadedUnit; readonly platform: Platform }[] {
  const members = group === undefined ? undefined : new Set(release.groups.get(group)?.map(({ id }) => id));
  return release.units.flatMap((unit) =>
    unit.platforms.filter(({ id }) => members?.has(id) ?? true).map((platform) => ({ unit, platform })),
  );
}

function publishTarget(release: ReleaseMembers, group: string | undefined): TargetConfiguration {
  return {
    executor: 'nx-cross:publish',
    options: group === undefined ? {} : { group },
    cache: false,
    parallelism: false,
    metadata: {
      ...describe(`Publishes ${release.options.name} ${forGroup(group)}.`),
      help: {
        command: `npx nx run {projectName}:publish --help`,
        example: { options: { dryRun: true } },
      },
    },
  };
}

/** Nx knows this target by its name alone. */
function nxReleaseTarget(release: ReleaseMembers): TargetConfiguration {
  return {
    executor: 'nx-cross:release-publish',
    cache: false,
    parallelism: false,
    metadata: describe(`Publishes ${release.options.name} as the last step of nx release.`),
  };
}

/** What a folder takes needs no asking. */
function preflightTarget(release: ReleaseMembers): TargetConfiguration {
  return {
    executor: 'nx-cross:preflight',
    cache: false,
    metadata: describe(
      `Whether ${release.options.name} can be published: asks its channels, builds and writes nothing.`,
    ),
  };
}

function forGroup(group: string | undefined): string {
  return group === undefined ? 'for every platform' : `for the platforms of the group ${group}`;
}

function describe(description: string): { technologies: string[]; description: string } {
  return { technologies: ['rust'], description };
}
