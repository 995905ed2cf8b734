import { Failure } from '@nx-cross/core';
import type { BuildPlan } from '@nx-cross/core/build';
import { claimTargetDirectory, openShell } from '@nx-cross/core/build';
import type { Terminal } from '@nx-cross/core/container';
import type { Platform } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { planUnit } from '../executors/plan-unit';
import { findPlatform, findUnit } from './find-unit';
import type { FoundWorkspace } from './workspace';

export interface ShellOptions {
  readonly target?: string;
}

/** Opens the container that a unit is compiled in, as its build would find it. */
export async function shell(
  unitName: string,
  options: ShellOptions,
  found: FoundWorkspace,
  host: Host,
  terminal: Terminal,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const unit = findUnit(unitName, found);
  const platform = findPlatform(unit, options.target, found);
  // Asked first: whoever has no container may have no compiler either.
  if (!unit.optionsFor(platform).compile.environments.includes('container')) throw onHost(unit, platform, WITHOUT);
  const plan = await planUnit(unit, platform, claimTargetDirectory, found.workspace, host);
  if (plan.container === undefined) throw onHost(unit, platform, whyOnHost(plan));
  return { output: '', exitCode: await openShell(plan, plan.container, terminal) };
}

interface Reason {
  readonly why: string;
  readonly hint: string;
}

const WITHOUT: Reason = {
  why: 'its `environments` name no container',
  hint: 'npx nx g nx-cross:builder-image makes an image and names it; or write `environments` and `container.images` into nx.json.',
};

function whyOnHost({ passedOver }: BuildPlan): Reason {
  const reason = passedOver.find(({ choice }) => choice === 'container')?.reason;
  return reason === undefined
    ? { why: 'the host comes first in its `environments`', hint: 'Put `container` before `host` in `environments`.' }
    : { why: reason.replace(/\.$/, ''), hint: 'npx nx-cross doctor has the line that mends it.' };
}

function onHost({ name }: LoadedUnit, { friendly }: Platform, { why, hint }: Reason): Failure {
  const message = `${name} is compiled for ${friendly} on the host, where there is no container to open: ${why}.`;
  return new Failure('no-container', { message, hint });
}
