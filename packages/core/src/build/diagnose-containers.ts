import type { Engine, KeptContainer, Places } from '../container';
import { engineCommand, listKept, lookForEngine, mendOf, nameOf, readFreeDisk, renderPassedOver } from '../container';
import type { Platform } from '../platform';
import { renderSize } from '../render-size';
import type { BuilderRecipe, ImageFinding } from './look-at-image';
import { lookAtImage } from './look-at-image';
import type { Machine } from './machine';
import type { CompileDemand } from './tool-demand';

/** Something that is not right, and what mends it. */
export interface Finding {
  readonly what: string;
  /** The line that mends it; absent for what need not be mended. */
  readonly mend?: string;
}

/** What this machine has for builds in containers. */
export interface ContainersDiagnosis {
  /** The engine that builds would take. */
  readonly engine?: Engine;
  /** Of the disk that its images are on; absent where that cannot be known. */
  readonly freeBytes?: number;
  /** Places without an engine that can be used, in the order in which they are tried: those before the engine. */
  readonly passedOver: readonly Finding[];
  /** Of the engine. */
  readonly findings: readonly Finding[];
  readonly images: readonly ImageFinding[];
  readonly kept: readonly KeptContainer[];
}

/**
 * An image with compilers is pulled packed and unpacked beside that: the generated recipe for two platforms, Debian with
 * rustc and two cross gccs, measures 2 GB unpacked.
 */
const WANTED_DISK = 4 * 2 ** 30;

/** A machine of Docker Desktop's has no more unless its user says so, and there rustc and linkers are killed. */
const WANTED_MEMORY = 2 * 2 ** 30;

/**
 * Looks at engine and images without pulling, building or changing anything. Undefined where no unit is compiled in a
 * container.
 */
export async function diagnoseContainers(
  demands: readonly CompileDemand[],
  machine: Machine,
  places: Places,
  builders: readonly BuilderRecipe[],
): Promise<ContainersDiagnosis | undefined> {
  const contained = demands.filter(({ environments }) => environments.includes('container'));
  if (contained.length === 0) return undefined;
  const { containers } = machine;
  const { engine, passedOver } = await lookForEngine(containers.engine, places);
  const silent = passedOver.map((one) => {
    // Where another engine is taken, one that was never started is as it should be.
    const isWanted = engine === undefined || one.why !== 'silent';
    return { what: renderPassedOver(one), ...(isWanted ? { mend: mendOf(one, places.os) } : {}) };
  });
  if (engine === undefined) return { passedOver: silent, findings: [], images: [], kept: [] };
  const images: ImageFinding[] = [];
  for (const wanted of wantedImages(contained))
    images.push(await lookAtImage(engine, wanted, containers.pull, builders));
  const freeBytes = await readFreeDisk(engine);
  return {
    engine,
    ...(freeBytes === undefined ? {} : { freeBytes }),
    passedOver: silent,
    findings: [...lowDisk(engine, freeBytes), ...lowMemory(engine, machine), ...idleLimits(engine, machine)],
    images,
    kept: await listKept(engine),
  };
}

function wantedImages(demands: readonly CompileDemand[]): readonly Pick<ImageFinding, 'name' | 'platforms'>[] {
  const platforms = new Map<string, Set<Platform['friendly']>>();
  for (const { images, platform } of demands) {
    for (const name of images) platforms.set(name, (platforms.get(name) ?? new Set()).add(platform.friendly));
  }
  return [...platforms].map(([name, friendly]) => ({ name, platforms: [...friendly] }));
}

function lowDisk(engine: Engine, freeBytes: number | undefined): Finding[] {
  if (freeBytes === undefined || freeBytes >= WANTED_DISK) return [];
  const what = `its disk has ${renderSize(freeBytes)} free; an image with compilers wants ${renderSize(WANTED_DISK)} while it is pulled or built`;
  return [{ what, mend: engineCommand(engine, 'system prune') }];
}

function lowMemory(engine: Engine, { containers }: Machine): Finding[] {
  const { memoryBytes } = engine;
  const limit = containers.memoryBytes;
  if (limit !== undefined && limit > memoryBytes) {
    const what = `nx.json gives a build ${renderSize(limit)} of memory, and its machine has ${renderSize(memoryBytes)}`;
    return [{ what, mend: 'Lower `memory` in nx.json, or give the engine’s machine more memory.' }];
  }
  if (memoryBytes >= WANTED_MEMORY) return [];
  const what = `its machine has ${renderSize(memoryBytes)} of memory; rustc and linkers are killed below ${renderSize(WANTED_MEMORY)}`;
  return [{ what, mend: `Give ${nameOf(engine)} more memory, or run fewer builds at once (--parallel=1).` }];
}

function idleLimits(engine: Engine, { containers }: Machine): Finding[] {
  const isLimited = containers.memoryBytes !== undefined || containers.cpus !== undefined;
  if (engine.limits || !isLimited) return [];
  const what =
    '`memory` and `cpus` of nx.json do not hold: a rootless engine limits with version 2 of control groups alone';
  return [{ what, mend: 'Boot with systemd.unified_cgroup_hierarchy=1, or take them out of nx.json.' }];
}
