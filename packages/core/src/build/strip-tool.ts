import { join } from 'node:path';
import type { StripTool } from '../binary';
import { Failure } from '../failure';
import { hostPlatform } from '../platform';
import type { Host, ObjcopyTool } from '../toolchain';
import { findObjcopy, identityOf, probeRust } from '../toolchain';
import type { ChosenEnvironment } from './choose-environment';
import { chooseEnvironment } from './choose-environment';
import { insideImage, makeMountPoints, placeContainer, targetBase } from './container-environment';
import type { Machine } from './machine';
import { throwOf } from './resolve-in-image';
import type { StripDemand } from './tool-demand';

/** Where a unit is stripped for the demand. */
export function chooseStripEnvironment(demand: StripDemand, machine: Machine): Promise<ChosenEnvironment<ObjcopyTool>> {
  return chooseEnvironment(demand, machine, async () => {
    const found = await findStripTool(demand, machine.workspaceRoot, machine.host);
    const identity = { choice: found.kind, environment: 'host', tools: [identityOf(found)] } as const;
    return { found, identity, passedOver: [] };
  });
}

/**
 * Strips with the objcopy of the environment that was chosen: the host's, or an image's in a container of it.
 *
 * @throws Failure `tool-missing`, those of engines, and what `strip` throws.
 */
export async function withStripTool<T>(
  demand: StripDemand,
  environment: ChosenEnvironment<ObjcopyTool>,
  machine: Machine,
  strip: (tool: StripTool) => Promise<T>,
): Promise<T> {
  const { workspaceRoot, host } = machine;
  if (environment.environment === 'host') return strip({ objcopy: environment.found, host });
  const { engine, name } = environment.chosen;
  const place = placeContainer(environment.chosen, targetBase(demand, machine), [], machine);
  makeMountPoints(place.call.mounts);
  // An objcopy has nothing to fetch.
  const call = { ...place.call, network: 'none', cwd: workspaceRoot } as const;
  return insideImage(engine, call, async (inside) => {
    const objcopy = await findStripTool(demand, workspaceRoot, inside).catch((error: unknown) => throwOf(name, error));
    return strip({ objcopy, host: inside });
  });
}

/**
 * The objcopy for a platform: rustup's own where there is a Rust, since that goes with rustc's version.
 *
 * @throws Failure `tool-missing`
 */
export async function findStripTool(demand: StripDemand, workspaceRoot: string, host: Host): Promise<ObjcopyTool> {
  const rust = await probeRust(host, join(workspaceRoot, demand.cargoRoot), demand.toolchain).catch(ignoreFailure);
  const { format, id } = demand.platform;
  return findObjcopy(host, rust, { format, isHost: id === (rust?.hostTriple ?? hostPlatform(host)?.id) });
}

/** A machine may strip without a Rust. */
function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}
