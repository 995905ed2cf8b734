import type { ContainersDiagnosis, Diagnosis, Examined, ToolDemand, ToolLock } from '@nx-cross/core/build';
import {
  compileDemand,
  diagnose,
  diagnoseContainers,
  LOCK_FILE,
  parseLockFile,
  renderDemand,
  smokeDemand,
  stripDemand,
} from '@nx-cross/core/build';
import { localPlaces } from '@nx-cross/core/container';
import type { ConfiguredPlatform } from '@nx-cross/core/platform';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { machineOf } from '../graph/plugin-options';
import { findBuilder } from './find-builder';
import type { FoundWorkspace } from './workspace';

/**
 * The workspace with those of its platforms alone that a person names, by patterns with commas between.
 *
 * @throws Failure `unknown-platform` and others of {@link resolvePlatformPatterns}.
 */
export function limitPlatforms(found: FoundWorkspace, target: string | undefined): FoundWorkspace {
  if (target === undefined) return found;
  const { platforms, groups } = found.workspace;
  const named = resolvePlatformPatterns([target], { platforms: platforms.map(({ platform }) => platform), groups });
  const limited = platforms.filter(({ platform }) => named.includes(platform));
  return { ...found, workspace: { ...found.workspace, platforms: limited } };
}

/** Each platform of the workspace, once for each thing that units ask for there. Nothing is pulled. */
export async function examinePlatforms(
  found: FoundWorkspace,
  lock: ToolLock,
  host: Host,
): Promise<readonly Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  // One after the other: the probes are processes, and a table is read from its top.
  const machine = machineOf(found.workspace, host, 'never');
  for (const examined of examinedOf(found)) diagnoses.push(await diagnose(examined, lock, machine));
  return diagnoses;
}

/** Engine and images, where units are compiled in containers. */
export function examineContainers(found: FoundWorkspace, host: Host): Promise<ContainersDiagnosis | undefined> {
  const demands = examinedOf(found).map(({ compile }) => compile);
  const machine = machineOf(found.workspace, host, 'never');
  return diagnoseContainers(demands, machine, localPlaces(host), findBuilder(found.root));
}

/** Everything that the workspace asks of a machine. */
export function allDemands(found: FoundWorkspace): readonly ToolDemand[] {
  return examinedOf(found).flatMap(({ compile, strip, smoke }) => [compile, strip, smoke]);
}

/** @throws Failure `config-unreadable`, `config-invalid` */
export function readLock({ workspace }: FoundWorkspace): ToolLock {
  return parseLockFile(workspace.files.readText(LOCK_FILE));
}

function examinedOf(found: FoundWorkspace): readonly Examined[] {
  const units = found.projects.flatMap(({ unit }) => (unit === undefined ? [] : [unit]));
  return found.workspace.platforms.flatMap((configured) => {
    const wanted = units
      .filter((unit) => unit.platforms.some(({ id }) => id === configured.platform.id))
      .map((unit) => examinedFor(unit, configured));
    return wanted.length === 0 ? [examinedWithoutUnit(configured)] : mergeEqual(wanted);
  });
}

function examinedFor(unit: LoadedUnit, { platform }: ConfiguredPlatform): Examined {
  const demanding = {
    ...unit.optionsFor(platform),
    platform,
    floor: unit.floorFor(platform),
    cargoRoot: unit.cargoRoot,
  };
  return { compile: compileDemand(demanding), strip: stripDemand(demanding), smoke: smokeDemand(demanding) };
}

/** A platform that no unit ships for yet: as a unit without wishes would ask. */
function examinedWithoutUnit({ platform, floor }: ConfiguredPlatform): Examined {
  const demanding = {
    platform,
    floor,
    cargoRoot: '.',
    compile: { strategy: 'auto', tools: [], environments: ['host'], images: [] },
    smoke: { required: false },
  } as const;
  return { compile: compileDemand(demanding), strip: stripDemand(demanding), smoke: smokeDemand(demanding) };
}

/** Units that ask for the same are told of once; a program that must run for one of them must run. */
function mergeEqual(wanted: readonly Examined[]): readonly Examined[] {
  const merged = new Map<string, Examined>();
  for (const examined of wanted) {
    const key = renderDemand(examined.compile);
    const known = merged.get(key);
    const required = (known?.smoke.required ?? false) || examined.smoke.required;
    merged.set(key, { ...examined, smoke: { ...examined.smoke, required } });
  }
  return [...merged.values()];
}
