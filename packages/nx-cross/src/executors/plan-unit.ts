import type { BuildPlan, BuildRequest } from '@nx-cross/core/build';
import { planBuild } from '@nx-cross/core/build';
import type { Platform } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import type { LoadedUnit, Workspace } from '@nx-cross/core/workspace';
import { settingsFiles } from '@nx-cross/core/workspace';
import { machineOf } from '../graph/plugin-options';
import { embeddedValues } from './version';

/** How the unit is compiled for the platform here: by its task, and as the commands show it. */
export function planUnit(
  unit: LoadedUnit,
  platform: Platform,
  targetDirectory: BuildRequest['targetDirectory'],
  workspace: Workspace,
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
    machineOf(workspace, host, 'missing'),
  );
}
