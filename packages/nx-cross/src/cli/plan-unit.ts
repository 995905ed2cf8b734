import type { BuildPlan, BuildRequest } from '@nx-cross/core/build';
import { planBuild } from '@nx-cross/core/build';
import type { Platform } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { settingsFiles } from '@nx-cross/core/workspace';
import { embeddedValues } from '../executors/version';
import { machineOf } from '../graph/plugin-options';
import type { FoundWorkspace } from './workspace';

/** How the unit would be compiled for the platform here. */
export function planUnit(
  unit: LoadedUnit,
  platform: Platform,
  targetDirectory: BuildRequest['targetDirectory'],
  found: FoundWorkspace,
  host: Host,
): Promise<BuildPlan> {
  return planBuild(
    {
      unit: unit.name,
      platform,
      floor: unit.floorFor(platform),
      options: unit.optionsFor(platform).compile,
      binaries: unit.binariesFor(platform),
      cargoRoot: unit.cargoRoot,
      embedded: embeddedValues(unit, host.env),
      settings: settingsFiles(unit.cargoRoot),
      targetDirectory,
    },
    machineOf(found.workspace, host, 'missing'),
  );
}
