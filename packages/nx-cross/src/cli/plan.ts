import { Failure } from '@nx-cross/core';
import { maskSecrets, planBuild, renderPlan, renderShell } from '@nx-cross/core/build';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { embeddedValues } from '../executors/version';
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
      workspaceRoot: found.root,
      cargoRoot: unit.cargoRoot,
      embedded: embeddedValues(unit, host.env),
    },
    host,
  );
  if (options.shell === true) return { output: renderShell(buildPlan, host.os), exitCode: 0 };
  if (options.json === true) return { output: `${JSON.stringify(maskSecrets(buildPlan), null, 2)}\n`, exitCode: 0 };
  return { output: renderPlan(buildPlan), exitCode: 0 };
}

function findUnit(name: string, { projects }: FoundWorkspace): LoadedUnit {
  const units = projects.flatMap(({ unit }) => (unit === undefined ? [] : [unit]));
  const folder = name.replace(/\/$/, '');
  const unit = units.find((each) => each.name === name) ?? units.find((each) => each.projectRoot === folder);
  if (unit !== undefined) return unit;
  throw new Failure('config-unreadable', {
    message: `There is no release unit ${JSON.stringify(name)}.`,
    hint: `Known: ${units
      .map((each) => each.name)
      .sort()
      .join(', ')}.`,
  });
}

function findPlatform(unit: LoadedUnit, target: string | undefined, { workspace }: FoundWorkspace) {
  const asked = target ?? workspace.host?.friendly;
  const [platform, other] = resolvePlatformPatterns(asked === undefined ? [] : [asked], {
    platforms: unit.platforms,
    groups: workspace.groups,
  });
  if (platform !== undefined && other === undefined) return platform;
  throw new Failure('unknown-platform', {
    message: 'A plan is of one platform.',
    hint: `--target=<one of ${unit.platforms.map(({ friendly }) => friendly).join(', ')}>`,
  });
}
