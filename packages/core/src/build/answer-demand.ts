import { Failure, failuresOf } from '../failure';
import { findRunner, identifyRunner } from '../smoke';
import type { Host } from '../toolchain';
import type { Machine } from './machine';
import { chooseCompileEnvironment } from './resolve-toolchain';
import { chooseStripEnvironment } from './strip-tool';
import type { SmokeDemand, ToolDemand } from './tool-demand';
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
      return (await chooseCompileEnvironment(demand, machine)).identity;
    case 'strip':
      return (await chooseStripEnvironment(demand, machine)).identity;
    case 'smoke':
      return identifySmokeRunner(demand, machine.host);
  }
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
