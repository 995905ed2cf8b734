import { dirname, join } from 'node:path';
import type { StripCall, StripTool } from '../binary';
import type { Copy } from '../container';
import { copyOfFile } from '../container';
import { Failure } from '../failure';
import { hostPlatform } from '../platform';
import type { Host, ObjcopyTool, RunResult } from '../toolchain';
import { findObjcopy, identityOf, probeRust } from '../toolchain';
import type { ChosenEnvironment } from './choose-environment';
import { chooseEnvironment } from './choose-environment';
import { targetBase } from './container-environment';
import { receiveFile } from './fetch-results';
import type { Machine } from './machine';
import type { PlaceSession } from './place-session';
import { inPlace } from './place-session';
import { copiesFor } from './placed-files';
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
 * @param settings What rustup reads of the workspace before it says which Rust is asked for, there or not.
 * @throws Failure `tool-missing`, those of engines, and what `strip` throws.
 */
export async function withStripTool<T>(
  demand: StripDemand,
  environment: ChosenEnvironment<ObjcopyTool>,
  { machine, settings }: { readonly machine: Machine; readonly settings: readonly string[] },
  strip: (tool: StripTool) => Promise<T>,
): Promise<T> {
  const { workspaceRoot, host } = machine;
  if (environment.environment === 'host') {
    const { found } = environment;
    return strip({ objcopy: found, host, run: ({ argv }) => host.run(argv, { env: found.env }) });
  }
  const { chosen } = environment;
  // An objcopy has nothing to fetch.
  const wishes = { passEnv: [], network: 'none', writes: true } as const;
  const wanted = { base: targetBase(demand, machine), cargoRoot: demand.cargoRoot, settings, ...wishes };
  return inPlace(chosen, wanted, machine, async (there) => {
    const objcopy = await findStripTool(demand, workspaceRoot, there.inside).catch((error: unknown) =>
      throwOf(chosen.name, error),
    );
    return strip({ objcopy, host: there.inside, run: (call) => runThere(call, objcopy, there) });
  });
}

/** A container that does not see the files gets what the tool reads, and gives back what it writes. */
async function runThere(
  { argv, reads, writes }: StripCall,
  { env }: ObjcopyTool,
  { session, inside, place }: PlaceSession,
): Promise<RunResult> {
  const folder: Copy = { kind: 'folder', path: dirname(writes) };
  const copies = copiesFor(place.files, () => [...reads.map(copyOfFile), folder]);
  if (copies !== undefined) await session.put(copies);
  const result = await inside.run(argv, { env });
  if (copies !== undefined && result.exitCode === 0) await session.get(writes, receiveFile);
  return result;
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
