import type { TargetConfiguration } from '@nx/devkit';
import type { ToolDemand } from '@nx-cross/core/build';
import { compileDemand, smokeDemand, stripDemand } from '@nx-cross/core/build';
import type { Sha256 } from '@nx-cross/core/artifact';
import type { Imports } from '@nx-cross/core/import';
import type { Platform } from '@nx-cross/core/platform';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { describeDemand } from './demands';
import { describeImport } from './imported';
import { compileInputs, importedInputs, stageInputs, toolInput, versionInputs } from './inputs';
import { PROJECT_TOKEN, stageFolder } from './places';
import type { FrontDoorStage } from './target-names';
import { TargetNames } from './target-names';

type Targets = Record<string, TargetConfiguration>;

/** What a unit's targets need to know of the rest of the workspace. */
export interface GraphContext {
  /** How many releases the workspace has. */
  readonly releases: number;
  /** The unit's sources, as inputs. */
  readonly sources: readonly string[];
  /** What other machines made of the workspace's units. */
  readonly imports: Imports;
}

/**
 * The cached tasks of one platform. They carry the platform and nothing else: Nx hashes the options of all of a
 * project's targets into each of its tasks, so a template in an option would recompile every platform.
 */
export function platformTargets(unit: LoadedUnit, platform: Platform, context: GraphContext): Targets {
  const { releases } = context;
  const names = new TargetNames(unit.file.targets);
  const name = (stage: FrontDoorStage) => names.forPlatform(stage, platform.id);
  const options = unit.optionsFor(platform);
  const demanding = { ...options, platform, floor: unit.floorFor(platform), cargoRoot: unit.cargoRoot };
  const [toCompile, toStrip, toSmoke] = [compileDemand(demanding), stripDemand(demanding), smokeDemand(demanding)];
  const target = (
    stage: FrontDoorStage,
    about: string,
    rest: Partial<TargetConfiguration>,
    demand?: ToolDemand,
  ): Targets => {
    const imported =
      stage === 'smoke' ? undefined : context.imports.find({ unit: unit.name, platform: platform.id, stage });
    const metadata = {
      technologies: ['rust'],
      description: `${about} for ${platform.friendly}.`,
      ...(demand === undefined ? {} : describeDemand(demand)),
    };
    const base = {
      executor: `nx-cross:${stage}`,
      options: { platform: platform.id },
      cache: true,
      outputs: [`{workspaceRoot}/${stageFolder(PROJECT_TOKEN, platform.id, stage)}`],
      metadata,
      ...rest,
    };
    return {
      [name(stage)]: imported === undefined ? base : adopting(base, `${about} for ${platform.friendly}`, imported),
    };
  };
  return {
    ...target(
      'cross-compile',
      `Compiles ${unit.name}`,
      {
        // Without a lock file that all share, cargo takes the versions of the day.
        cache: unit.lock === 'shared',
        dependsOn: [...(unit.file.dependsOn ?? [])],
        inputs: compileInputs(unit, platform, context.sources, toCompile),
      },
      toCompile,
    ),
    ...target(
      'strip',
      `Strips ${unit.name}`,
      { dependsOn: [name('cross-compile')], inputs: [...stageInputs(options.strip), toolInput(toStrip)] },
      toStrip,
    ),
    ...target('verify', `Verifies ${unit.name}`, {
      dependsOn: [name('strip')],
      inputs: stageInputs({ verify: options.verify, floor: unit.floorFor(platform) ?? null }),
    }),
    ...target(
      'smoke',
      `Runs ${unit.name}`,
      {
        dependsOn: [name('verify')],
        inputs: [
          ...stageInputs(options.smoke),
          ...(options.smoke.version ? versionInputs(releases, unit.projectRoot) : []),
          // What did not run for want of a runner must run once there is one.
          toolInput(toSmoke),
        ],
      },
      toSmoke,
    ),
    ...target('package', `Packages ${unit.name}`, {
      // What another task made may be packed as well as compiled in.
      dependsOn: [
        packagedTarget(unit, platform),
        ...(options.archive.files.length > 0 ? (unit.file.dependsOn ?? []) : []),
      ],
      inputs: [
        ...stageInputs({ archive: options.archive, unit: unit.name, version: unit.version ?? null }),
        ...archiveFiles(options.archive.files),
        ...versionInputs(releases, unit.projectRoot),
        { env: 'SOURCE_DATE_EPOCH' },
      ],
    }),
  };
}

/**
 * A target whose folder was imported: nothing runs before it, and nothing else decides what comes out. Executor, options and
 * outputs stay, since Nx hashes them into every task of the project.
 */
function adopting(target: TargetConfiguration, about: string, imported: Sha256): TargetConfiguration {
  return {
    ...target,
    cache: true,
    dependsOn: [],
    inputs: importedInputs(imported),
    metadata: { technologies: ['rust'], description: `${about}; imported.`, ...describeImport(imported) },
  };
}

/** The target whose artifact record is packaged: `verify` unless `archive.from` names another. */
export function packagedTarget(unit: LoadedUnit, platform: Platform): string {
  const names = new TargetNames(unit.file.targets);
  const from = unit.optionsFor(platform).archive.from;
  return from === 'verify' ? names.forPlatform('verify', platform.id) : `${from}--${platform.id}`;
}

/** The documents that come by themselves, of the project and of the workspace, and the files that `archive.files` names. */
function archiveFiles(files: readonly { readonly from: string }[]): string[] {
  const documents = '{README,LICENSE,UNLICENSE,CHANGELOG}*';
  const project = '{projectRoot}';
  const own = files.map(({ from }) => (from.startsWith('{') ? from : `${project}/${from}`));
  return [...new Set([`${project}/${documents}`, `{workspaceRoot}/${documents}`, ...own])];
}

/** The aggregates that CI and agents run: every platform, and every group of platforms. */
export function aggregateTargets(unit: LoadedUnit, groups: ReadonlyMap<string, readonly Platform[]>): Targets {
  const names = new TargetNames(unit.file.targets);
  const stages: readonly FrontDoorStage[] = ['cross-compile', 'strip', 'verify', 'smoke', 'package'];
  const all = stages.map((stage) => aggregate(names, stage, unit.platforms, undefined));
  const grouped = [...groups].flatMap(([group, members]) =>
    stages.map((stage) => aggregate(names, stage, members, group)),
  );
  return Object.fromEntries([...all, ...grouped]);
}

function aggregate(
  names: TargetNames,
  stage: FrontDoorStage,
  platforms: readonly Platform[],
  group: string | undefined,
): [string, TargetConfiguration] {
  const where = group === undefined ? 'every platform' : `the platforms of the group ${group}`;
  return [
    names.forAll(stage, group),
    {
      executor: 'nx:noop',
      dependsOn: platforms.map((platform) => names.forPlatform(stage, platform.id)),
      metadata: { technologies: ['rust'], description: `${stage} for ${where}.` },
    },
  ];
}

/** What a person types: uncached, with a configuration for each platform; it runs the platforms' own tasks. */
export function frontDoors(unit: LoadedUnit): Targets {
  const names = new TargetNames(unit.file.targets);
  const stages: readonly FrontDoorStage[] = ['cross-compile', 'strip', 'verify', 'smoke', 'package'];
  return Object.fromEntries(
    stages.map((stage) => [
      names.of(stage),
      {
        executor: 'nx-cross:front-door',
        options: { stage },
        cache: false,
        // Two doors of one run may end in the same task: at once, each would empty the folder that the other reads.
        parallelism: false,
        configurations: Object.fromEntries(
          unit.platforms.flatMap((platform) =>
            [platform.friendly, platform.id].map((name) => [name, { platform: platform.id }]),
          ),
        ),
        metadata: {
          technologies: ['rust'],
          description: `${stage} for the platforms of --target, the host's without.`,
          help: {
            command: `npx nx run {projectName}:${names.of(stage)} --help`,
            example: { options: { target: unit.platforms[0]?.id ?? 'x86_64-unknown-linux-gnu' } },
          },
        },
      },
    ]),
  );
}
