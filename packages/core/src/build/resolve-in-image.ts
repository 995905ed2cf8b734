import { existsSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { namedLinker, readCargoConfig } from '../cargo';
import type { Session } from '../container';
import { Failure } from '../failure';
import type { Host } from '../toolchain';
import { homesOf, probeRust, probeUnitTool, probeZigOnPath } from '../toolchain';
import { chooseLinker } from './choose-linker';
import type { ResolvedToolchain } from './resolve-toolchain';
import { findDebugDropper, requireTools } from './resolve-toolchain';
import type { CompileDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';

/**
 * The one way in which an image compiles for the demand, asked of a container of it.
 *
 * @param identity Of the image, which says it all.
 * @throws Failure `tool-missing`, `std-missing`, `no-strategy`
 */
export async function resolveInImage(
  demand: CompileDemand,
  workspaceRoot: string,
  { session, inside, image }: { readonly session: Session; readonly inside: Host; readonly image: string },
  identity: ToolchainIdentity,
): Promise<ResolvedToolchain> {
  const { platform, floor, strategy, buildsStd } = demand;
  const cargoRoot = join(workspaceRoot, demand.cargoRoot);
  const cargoHome = homesOf(inside).cargo;
  const rust = await probeRust(inside, cargoRoot, demand.toolchain).catch((error: unknown) => throwOf(image, error));
  const std = posix.join(rust.sysroot, 'lib', 'rustlib', platform.id, 'lib');
  if (!buildsStd && !(await session.has(std))) {
    throw new Failure('std-missing', {
      message: `Rust’s std for ${platform.id} is not in the image ${image}, which has ${rust.rustc.version}.`,
      hint: `Add it to the image’s recipe: rustup target add ${platform.id}`,
    });
  }
  await requireTools(inside, demand.tools).catch((error: unknown) => throwOf(image, error));
  // Cargo in the container sees the workspace, and nothing above it.
  const readText = (path: string) =>
    path.startsWith(workspaceRoot + sep) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const { config } = readCargoConfig({ cargoRoot, cargoHome, readText });
  const named = namedLinker(platform, config, inside.env);
  const compiler = async (program: string) => {
    const tool = await probeUnitTool(inside, program);
    return tool === undefined ? undefined : { ...tool, brings: [] };
  };
  const { linker, passedOver } = await chooseLinker(
    { platform, floor, wanted: strategy, namesLinker: named !== undefined },
    { hostOs: 'linux', hostTriple: rust.hostTriple, zig: () => probeZigOnPath(inside), compiler },
  ).catch((error: unknown) => throwOf(image, error));
  const objcopy = await findDebugDropper(platform, linker, rust, inside);
  return { rust, linker, passedOver, config, cargoHome, identity, ...(objcopy === undefined ? {} : { objcopy }) };
}

/** What is missing is missing in the image, and mended there. */
export function throwOf(image: string, error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  const install = /^sudo (.+)$/.exec(error.hint ?? '')?.[1];
  throw new Failure(error.code, {
    message: `In the image ${image}: ${error.message}`,
    hint: `Add it to the image’s recipe${install === undefined ? '' : `: ${install}`}.`,
    ...(error.output === undefined ? {} : { output: error.output }),
  });
}
