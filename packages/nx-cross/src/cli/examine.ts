import { join } from 'node:path';
import type { Diagnosis } from '@nx-cross/core/build';
import { diagnose } from '@nx-cross/core/build';
import type { ConfiguredPlatform } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import type { FoundWorkspace } from './workspace';

/** Each platform of the workspace with the demands of all units that ship for it. */
export async function examinePlatforms(found: FoundWorkspace, host: Host): Promise<readonly Diagnosis[]> {
  const units = found.projects.flatMap(({ unit }) => (unit === undefined ? [] : [unit]));
  const diagnoses: Diagnosis[] = [];
  // One after the other: the probes are processes, and a table is read from its top.
  for (const configured of found.workspace.platforms) diagnoses.push(await examine(configured, units, found, host));
  return diagnoses;
}

function examine(
  { platform, floor }: ConfiguredPlatform,
  units: readonly LoadedUnit[],
  { root }: FoundWorkspace,
  host: Host,
): Promise<Diagnosis> {
  const shipping = units.filter((unit) => unit.platforms.some(({ id }) => id === platform.id));
  const [first] = shipping;
  const compile = shipping.map((unit) => unit.optionsFor(platform).compile);
  return diagnose(
    {
      platform,
      floor: first?.floorFor(platform) ?? floor,
      strategy: compile[0]?.strategy ?? 'auto',
      buildStd: compile.some(({ buildStd }) => buildStd !== undefined),
      tools: [...new Set(compile.flatMap(({ tools }) => tools))].sort(),
    },
    join(root, first?.cargoRoot ?? '.'),
    host,
  );
}
