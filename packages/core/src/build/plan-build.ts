import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CargoCallContext, CrateBinaries, EmbeddedValues, GccTools } from '../cargo';
import { planCargoCalls, planCargoFetch, requireDeclared, selectEnvironment } from '../cargo';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import { linkerTable, renderGlibcFloor } from '../platform';
import type { Host, ObjcopyTool, Tool } from '../toolchain';
import { pathWith } from '../toolchain';
import type { CompileOptions } from '../unit';
import type { ChosenImage } from './choose-environment';
import { directoryOf, targetBase } from './container-environment';
import type { Machine } from './machine';
import type { BuildPlan, PlannedContainer } from './plan';
import { inPlace } from './place-session';
import { resolveInImage } from './resolve-in-image';
import type { ResolvedToolchain } from './resolve-toolchain';
import { chooseCompileEnvironment } from './resolve-toolchain';
import { requireSdk } from './sdk';
import type { DirectoryUse } from './target-directory';
import type { CompileDemand } from './tool-demand';
import { compileDemand } from './tool-demand';

export interface BuildRequest {
  /** The release unit's name. */
  readonly unit: string;
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly options: CompileOptions;
  readonly binaries: readonly CrateBinaries[];
  /** Folder of the cargo workspace's manifest, relative to the workspace's root. */
  readonly cargoRoot: string;
  readonly embedded: EmbeddedValues;
  /** What cargo and rustup read of the workspace before they compile anything, there or not; relative to its root. */
  readonly settings: readonly string[];
  /** `claimTargetDirectory` for a build, `findTargetDirectory` for a look at the plan. */
  readonly targetDirectory: (use: DirectoryUse) => string;
}

/**
 * Asks the machine what it has and resolves the one way in which the unit is built for the platform.
 *
 * @throws Failure `tool-missing`, `std-missing`, `no-strategy`, `target-cpu-native`, and those of engines and images: each
 *   with the line that mends it.
 */
export async function planBuild(request: BuildRequest, machine: Machine): Promise<BuildPlan> {
  const { options, platform } = request;
  const { host, workspaceRoot } = machine;
  requireDeclared(selectEnvironment(host.env, options.passEnv, host.os).deciding, platform, options.passEnv);
  if (options.sdk !== undefined) requireSdk(options.sdk, workspaceRoot);
  const demand = compileDemand({ ...request, compile: options });
  const chosen = await chooseCompileEnvironment(demand, machine);
  if (chosen.environment === 'container') return planInContainer(request, machine, demand, chosen);
  const { found: toolchain, passedOver } = chosen;
  return assemblePlan(request, machine, { toolchain, passedOver, inside: host, directory: 'host' });
}

async function planInContainer(
  request: BuildRequest,
  machine: Machine,
  demand: CompileDemand,
  found: Pick<ResolvedToolchain, 'identity' | 'passedOver'> & { readonly chosen: ChosenImage },
): Promise<BuildPlan> {
  const { workspaceRoot } = machine;
  const { options, cargoRoot, settings } = request;
  const { network } = machine.containers;
  const wanted = { base: targetBase(request, machine), cargoRoot, settings, passEnv: options.passEnv, network };
  return inPlace(found.chosen, { ...wanted, writes: false }, machine, async ({ session, inside, place }) => {
    const { engine, name: image } = found.chosen;
    const toolchain = await resolveInImage(demand, workspaceRoot, { session, inside, image }, found.identity);
    const passedOver = [...found.passedOver, ...toolchain.passedOver];
    const { files, user } = place;
    const { memoryBytes, cpus } = machine.containers;
    const limits = { ...(memoryBytes === undefined ? {} : { memoryBytes }), ...(cpus === undefined ? {} : { cpus }) };
    const owner = user === undefined ? {} : { user };
    const container = { engine, image, imageId: found.chosen.image.id, files, network, ...owner, ...limits };
    const directory = directoryOf(found.chosen);
    return assemblePlan(request, machine, { toolchain, passedOver, inside, directory, container });
  });
}

/** Where a plan's calls run, and what was found there. */
interface Resolved {
  readonly toolchain: ResolvedToolchain;
  readonly passedOver: BuildPlan['passedOver'];
  /** The machine that the calls see. */
  readonly inside: Host;
  /** Name of cargo's target directory. */
  readonly directory: string;
  readonly container?: PlannedContainer;
}

function assemblePlan(request: BuildRequest, machine: Machine, resolved: Resolved): BuildPlan {
  const { options, platform, floor } = request;
  const { toolchain, passedOver, inside, container } = resolved;
  const targetDirectory = request.targetDirectory(directoryUse(request, machine, resolved));
  const isFetched = container?.network === 'none';
  const context = { ...callContext(request, machine.workspaceRoot, inside, toolchain, targetDirectory), isFetched };
  const [first, ...rest] = planCargoCalls(options, context);
  if (first === undefined) {
    throw new Failure('binary-unknown', { message: `The unit ${request.unit} ships no binary.` });
  }
  return {
    unit: request.unit,
    platform: platform.id,
    ...(floor === undefined ? {} : { glibcFloor: renderGlibcFloor(floor) }),
    builder: 'cargo',
    linker: toolchain.linker.strategy,
    environment: toolchain.identity.environment,
    ...(container === undefined ? {} : { container }),
    toolchain: toolchain.identity.tools,
    passedOver,
    timeoutSeconds: options.timeout,
    targetDirectory,
    ...(isFetched ? { fetch: planCargoFetch(options, context) } : {}),
    ...(toolchain.objcopy === undefined ? {} : { dropDebug: planDropDebug(toolchain.objcopy, inside) }),
    calls: [first, ...rest],
  };
}

function planDropDebug({ path, env }: ObjcopyTool, host: Host): NonNullable<BuildPlan['dropDebug']> {
  // Only what the tool needs beside the host's own, which may hold secrets and stands in no plan.
  const own = Object.entries(env).filter(([name, value]) => host.env[name] !== value);
  return { argv: [path, '--strip-debug'], env: Object.fromEntries(own) };
}

function callContext(
  request: BuildRequest,
  workspaceRoot: string,
  host: Host,
  toolchain: ResolvedToolchain,
  targetDir: string,
): CargoCallContext {
  const { rust, linker, config, cargoHome } = toolchain;
  const { platform, floor } = request;
  const cargoRoot = join(workspaceRoot, request.cargoRoot);
  return {
    platform,
    ...(floor === undefined ? {} : { floor }),
    linker: linker.strategy,
    crates: request.binaries,
    programs: {
      cargo: rust.cargo,
      ...(linker.strategy === 'zig' ? { cargoZigbuild: linker.zig.cargoZigbuild.path } : {}),
    },
    ...(linker.strategy === 'gcc' ? { gcc: gccTools(platform, linker.compiler) } : {}),
    folders: { workspaceRoot, cargoHome, targetDir, cargoRoot, sysroot: rust.sysroot },
    lockFileExists: existsSync(join(cargoRoot, 'Cargo.lock')),
    config,
    hostEnv: host.env,
    hostOs: host.os,
    ...(linker.strategy === 'zig' ? { path: pathWith(linker.zig, host.env['PATH']) } : {}),
    rustVersion: rust.rustc.version.split(' ', 1)[0] ?? '',
    embedded: request.embedded,
  };
}

function gccTools(platform: Platform, gcc: Tool): GccTools {
  const row = linkerTable(platform).gcc;
  return {
    cc: gcc.path,
    ...(row?.cxx === undefined ? {} : { cxx: row.cxx }),
    ...(row?.ar === undefined ? {} : { ar: row.ar }),
  };
}

function directoryUse(request: BuildRequest, machine: Machine, { toolchain, directory }: Resolved): DirectoryUse {
  const { options, floor, platform, unit } = request;
  const { host } = machine;
  const { identity, config } = toolchain;
  const { env, deciding } = selectEnvironment(host.env, options.passEnv, host.os);
  const variables = { ...config.env, ...pick(env, deciding), ...options.env };
  return {
    base: targetBase(request, machine),
    name: directory,
    platform: platform.id,
    profile: options.profile,
    unit,
    binaries: request.binaries.flatMap(({ binaries }) => binaries),
    unwatched: {
      ...identity,
      tools: identity.tools.filter(({ name }) => name !== 'rustc'),
      floor: floor ?? null,
      env: Object.fromEntries(Object.entries(variables).filter(([name]) => !WATCHED_BY_CARGO.test(name))),
    },
    embeds: Object.keys(options.embeds).length > 0,
  };
}

/** Cargo compiles anew by itself when one of these changes. */
const WATCHED_BY_CARGO = /RUSTFLAGS$|^CARGO_PROFILE_|^RUSTC$/;

function pick(env: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
