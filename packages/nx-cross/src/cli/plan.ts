import { findTargetDirectory, maskSecrets, renderPlan, renderShell } from '@nx-cross/core/build';
import type { Host } from '@nx-cross/core/toolchain';
import { planUnit } from '../executors/plan-unit';
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
  const buildPlan = await planUnit(unit, platform, findTargetDirectory, found.workspace, host);
  if (options.shell === true) return { output: renderShell(buildPlan, host.os), exitCode: 0 };
  if (options.json === true) return { output: `${JSON.stringify(maskSecrets(buildPlan), null, 2)}\n`, exitCode: 0 };
  return { output: renderPlan(buildPlan), exitCode: 0 };
}
