import { findTargetDirectory, maskSecrets, planBuild, renderPlan, renderShell } from '@nx-cross/core/build';
import type { Host } from '@nx-cross/core/toolchain';
import { settingsFiles } from '@nx-cross/core/workspace';
import { embeddedValues } from '../executors/version';
import { machineOf } from '../graph/plugin-options';
import { findPlatform, findUnit } from './find-unit';
import type { FoundWorkspace } from './workspace';

export interface PlanOptions {
  readonly target?: string;
  readonly shell?: boolean;
  readonly json?: boolean;
}

export async function plan(
  unitName: string,
  options: PlanOptions,
  found: FoundWorkspace,
  host: Host,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const unit = findUnit(unitName, found);
  const platform = findPlatform(unit, options.target, found);
  const buildPlan = await planBuild(
    {
      unit: unit.name,
      platform,
      floor: unit.floorFor(platform),
      options: unit.optionsFor(platform).compile,
      binaries: unit.binariesFor(platform),
      cargoRoot: unit.cargoRoot,
      embedded: embeddedValues(unit, host.env),
      settings: settingsFiles(unit.cargoRoot),
      targetDirectory: findTargetDirectory,
    },
    machineOf(found.workspace, host, 'missing'),
  );
  if (options.shell === true) return { output: renderShell(buildPlan, host.os), exitCode: 0 };
  if (options.json === true) return { output: `${JSON.stringify(maskSecrets(buildPlan), null, 2)}\n`, exitCode: 0 };
  return { output: renderPlan(buildPlan), exitCode: 0 };
}
