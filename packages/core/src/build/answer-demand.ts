import { join } from 'node:path';
import { Failure, failuresOf } from '../failure';
import { hostPlatform } from '../platform';
import { findRunner, identifyRunner } from '../smoke';
import type { Host, ObjcopyTool } from '../toolchain';
import { findObjcopy, identityOf, probeRust } from '../toolchain';
import { chooseEnvironment } from './choose-environment';
import type { Machine } from './machine';
import type { SmokeDemand, StripDemand, ToolDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';

/** What a machine answers to a demand, or why it cannot. */
export type Answer = { readonly identity: ToolchainIdentity } | { readonly failures: readonly Failure[] };

export async function answerDemand(demand: ToolDemand, machine: Machine): Promise<Answer> {
  try {
    return { identity: await identify(demand, machine) };
  } catch (error) {
    return { failures: failuresOf(error) };
  }
}

async function identify(demand: ToolDemand, machine: Machine): Promise<ToolchainIdentity> {
  switch (demand.stage) {
    case 'cross-compile':
      return (await chooseEnvironment(demand, machine)).identity;
    case 'strip':
      return identifyStripTool(await findStripTool(demand, machine.workspaceRoot, machine.host));
    case 'smoke':
      return identifySmokeRunner(demand, machine.host);
  }
}

export function identifyStripTool(tool: ObjcopyTool): ToolchainIdentity {
  return { choice: tool.kind, environment: 'host', tools: [identityOf(tool)] };
}

/**
 * The objcopy for a platform: rustup's own where there is a Rust, since that goes with rustc's version.
 *
 * @throws Failure `tool-missing`
 */
export async function findStripTool(demand: StripDemand, workspaceRoot: string, host: Host) {
  const rust = await probeRust(host, join(workspaceRoot, demand.cargoRoot), demand.toolchain).catch(ignoreFailure);
  const { format, id } = demand.platform;
  return findObjcopy(host, rust, { format, isHost: id === (rust?.hostTriple ?? hostPlatform(host)?.id) });
}

/** A machine may strip without a Rust. */
function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}

/** A platform that nothing here runs has an answer too, `not run`, as long as its programs need not have run. */
async function identifySmokeRunner({ platform, required }: SmokeDemand, host: Host): Promise<ToolchainIdentity> {
  const runner = await findRunner(host, platform);
  if (!('reason' in runner)) {
    return { choice: runner.kind, environment: 'host', tools: await identifyRunner(host, runner) };
  }
  if (!required) return { choice: 'not run', environment: 'host', tools: [] };
  throw new Failure('smoke-impossible', {
    message: `Nothing here runs programs for ${platform.friendly}: ${runner.reason}.`,
    ...(runner.hint === undefined ? {} : { hint: runner.hint }),
  });
}
