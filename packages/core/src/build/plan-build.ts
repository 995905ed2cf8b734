import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CrateBinaries, EmbeddedValues, GccTools } from '../cargo';
import { planCargoCalls, requireDeclared, selectEnvironment } from '../cargo';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import { linkerTable, renderGlibcFloor } from '../platform';
import type { Host, ObjcopyTool, Tool } from '../toolchain';
import { pathWith } from '../toolchain';
import type { CompileOptions } from '../unit';
import type { BuildPlan } from './plan';
import type { ResolvedToolchain } from './resolve-toolchain';
import { resolveToolchain } from './resolve-toolchain';
import { requireSdk } from './sdk';
import type { DirectoryUse } from './target-directory';
import { compileDemand } from './tool-demand';

export interface BuildRequest {
  /** The release unit's name. */
  readonly unit: string;
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly options: CompileOptions;
  readonly binaries: readonly CrateBinaries[];
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Folder of the cargo workspace's manifest, relative to the workspace's root. */
  readonly cargoRoot: string;
  readonly embedded: EmbeddedValues;
  /** `claimTargetDirectory` for a build, `findTargetDirectory` for a look at the plan. */
  readonly targetDirectory: (use: DirectoryUse) => string;
}

/**
 * Asks the machine what it has and resolves the one way in which the unit is built for the platform.
 *
 * @throws Failure `tool-missing`, `std-missing`, `no-strategy`, `target-cpu-native`: each with the line that mends it.
 */
export async function planBuild(request: BuildRequest, host: Host): Promise<BuildPlan> {
  const { options, platform, floor } = request;
  requireDeclared(selectEnvironment(host.env, options.passEnv, host.os).deciding, platform, options.passEnv);
  if (options.sdk !== undefined) requireSdk(options.sdk, request.workspaceRoot);
  const demand = compileDemand({ ...request, compile: options });
  const toolchain = await resolveToolchain(demand, request.workspaceRoot, host);
  const targetDirectory = request.targetDirectory(directoryUse(request, host, toolchain));
  const [first, ...rest] = planCalls(request, host, toolchain, targetDirectory);
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
    toolchain: toolchain.identity.tools,
    passedOver: toolchain.passedOver,
    timeoutSeconds: options.timeout,
    targetDirectory,
    ...(toolchain.objcopy === undefined ? {} : { dropDebug: planDropDebug(toolchain.objcopy, host) }),
    calls: [first, ...rest],
  };
}

function planDropDebug({ path, env }: ObjcopyTool, host: Host): NonNullable<BuildPlan['dropDebug']> {
  // Only what the tool needs beside the host's own, which may hold secrets and stands in no plan.
  const own = Object.entries(env).filter(([name, value]) => host.env[name] !== value);
  return { argv: [path, '--strip-debug'], env: Object.fromEntries(own) };
}

function planCalls(request: BuildRequest, host: Host, toolchain: ResolvedToolchain, targetDir: string) {
  const { rust, linker, config, cargoHome } = toolchain;
  const { options, platform, floor, workspaceRoot } = request;
  const cargoRoot = join(workspaceRoot, request.cargoRoot);
  return planCargoCalls(options, {
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
  });
}

function gccTools(platform: Platform, gcc: Tool): GccTools {
  const row = linkerTable(platform).gcc;
  return {
    cc: gcc.path,
    ...(row?.cxx === undefined ? {} : { cxx: row.cxx }),
    ...(row?.ar === undefined ? {} : { ar: row.ar }),
  };
}

function directoryUse(request: BuildRequest, host: Host, { identity, config }: ResolvedToolchain): DirectoryUse {
  const { options, floor, platform, unit } = request;
  const { env, deciding } = selectEnvironment(host.env, options.passEnv, host.os);
  const variables = { ...config.env, ...pick(env, deciding), ...options.env };
  return {
    base: join(host.env['CARGO_TARGET_DIR'] ?? join(request.workspaceRoot, request.cargoRoot, 'target'), 'nx-cross'),
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
