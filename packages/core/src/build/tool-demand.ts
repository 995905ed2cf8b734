import { digestOfBytes } from '../artifact';
import type { EnvironmentName, GlibcFloor, Platform } from '../platform';
import { renderGlibcFloor } from '../platform';
import type { CompileOptions, LinkerStrategy } from '../unit';
import { renderEnvironment } from './toolchain-identity';

/** Where a stage's tools run. */
interface Environments {
  /** In the order in which they are tried. */
  readonly environments: readonly EnvironmentName[];
  /** Of containers, in the order in which they are tried. */
  readonly images: readonly string[];
}

/** What a compile asks a machine for. What the machine answers, the toolchain identity, decides the bytes. */
export interface CompileDemand extends Environments {
  readonly stage: 'cross-compile';
  readonly platform: Platform;
  readonly floor?: GlibcFloor;
  /** Folder of the cargo workspace, relative to the workspace's root: a rust-toolchain.toml counts from there. */
  readonly cargoRoot: string;
  readonly toolchain?: string;
  readonly strategy: 'auto' | readonly LinkerStrategy[];
  /** Programs that build scripts need. */
  readonly tools: readonly string[];
  /** Std is compiled with the program: none has to be installed. */
  readonly buildsStd: boolean;
}

export interface StripDemand extends Environments {
  readonly stage: 'strip';
  readonly platform: Platform;
  readonly cargoRoot: string;
  readonly toolchain?: string;
}

export interface SmokeDemand {
  readonly stage: 'smoke';
  readonly platform: Platform;
  /** Whether the platform's programs must run before they ship. */
  readonly required: boolean;
}

/** What a task asks a machine for, besides files. */
export type ToolDemand = CompileDemand | StripDemand | SmokeDemand;

/** Where a unit is compiled from, and what its options ask for. */
export interface DemandingUnit {
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly cargoRoot: string;
  readonly compile: Pick<CompileOptions, 'toolchain' | 'strategy' | 'tools' | 'buildStd' | 'environments' | 'images'>;
  readonly smoke: { readonly required: boolean };
}

export function compileDemand({ platform, floor, cargoRoot, compile }: Omit<DemandingUnit, 'smoke'>): CompileDemand {
  return {
    stage: 'cross-compile',
    platform,
    ...(floor === undefined ? {} : { floor }),
    cargoRoot,
    ...(compile.toolchain === undefined ? {} : { toolchain: compile.toolchain }),
    environments: compile.environments,
    images: compile.images,
    strategy: compile.strategy,
    tools: [...compile.tools].sort(),
    buildsStd: compile.buildStd !== undefined || platform.targetSpec !== undefined,
  };
}

export function stripDemand({ platform, cargoRoot, compile }: Omit<DemandingUnit, 'smoke' | 'floor'>): StripDemand {
  return {
    stage: 'strip',
    platform,
    cargoRoot,
    ...(compile.toolchain === undefined ? {} : { toolchain: compile.toolchain }),
    environments: compile.environments,
    images: compile.images,
  };
}

export function smokeDemand({ platform, smoke }: Pick<DemandingUnit, 'platform' | 'smoke'>): SmokeDemand {
  return { stage: 'smoke', platform, required: smoke.required };
}

/** All that a unit asks for on a platform, in the order of the stages. */
export function demandsOf(unit: DemandingUnit): readonly ToolDemand[] {
  return [compileDemand(unit), stripDemand(unit), smokeDemand(unit)];
}

/**
 * A demand in words, the same on every machine: the key of nx-cross.lock. What is as usual is left out:
 * `aarch64-unknown-linux-gnu, glibc 2.17`.
 */
export function renderDemand(demand: ToolDemand): string {
  if (demand.stage === 'smoke') return demand.platform.id;
  const { platform, cargoRoot, toolchain, environments, images } = demand;
  return [
    platform.id,
    ...(cargoRoot === '.' ? [] : [`in ${cargoRoot}`]),
    ...(toolchain === undefined ? [] : [`Rust ${toolchain}`]),
    ...(demand.stage === 'cross-compile' ? renderWishes(demand) : []),
    ...(images.length === 0 ? [] : [renderEnvironments(environments, images)]),
  ].join(', ');
}

function renderWishes({ floor, strategy, tools, buildsStd }: CompileDemand): string[] {
  return [
    ...(floor === undefined ? [] : [`glibc ${renderGlibcFloor(floor)}`]),
    ...(strategy === 'auto' ? [] : [`by ${strategy.join(' or ')}`]),
    ...tools.map((tool) => `with ${tool}`),
    ...(buildsStd ? ['std from source'] : []),
  ];
}

/** `in a container of acme/builder:1 or debian:12, else on the host` */
function renderEnvironments(environments: readonly EnvironmentName[], images: readonly string[]): string {
  const of = { container: ` of ${images.join(' or ')}`, host: '' };
  return environments.map((name) => `${renderEnvironment(name)}${of[name]}`).join(', else ');
}

/** The environment variable that carries the answer to a demand from where tasks are hashed to where they run. */
export function demandVariable(demand: ToolDemand): string {
  return `NX_CROSS_TOOLCHAIN_${digestOfBytes(`${demand.stage} ${renderDemand(demand)}`).slice(0, 12)}`;
}

/** A demand as JSON, for whoever keeps it: the platform by its id. */
export type DemandJson = Readonly<Record<string, unknown>> & { readonly platform: string };

export function writeDemand(demand: ToolDemand): DemandJson {
  return { ...demand, platform: demand.platform.id };
}

/** What {@link writeDemand} wrote; `undefined` for a platform that is no longer the workspace's. */
export function readDemand(json: DemandJson, platforms: readonly Platform[]): ToolDemand | undefined {
  const platform = platforms.find(({ id }) => id === json.platform);
  return platform === undefined ? undefined : ({ ...json, platform } as unknown as ToolDemand);
}
