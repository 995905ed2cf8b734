import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CrateBinaries, EmbeddedValues, GccTools } from '../cargo';
import { planCargoCalls, requireDeclared, selectEnvironment } from '../cargo';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import { linkerTable, renderGlibcFloor } from '../platform';
import type { Host, RustToolchain, Tool } from '../toolchain';
import { pathWith } from '../toolchain';
import type { CompileOptions } from '../unit';
import { floorOf } from '../unit';
import type { BuildPlan } from './plan';
import type { ResolvedToolchain } from './resolve-toolchain';
import { resolveToolchain } from './resolve-toolchain';
import { requireSdk } from './sdk';
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
  const [first, ...rest] = planCalls(request, host, toolchain);
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
    calls: [first, ...rest],
  };
}

function planCalls(request: BuildRequest, host: Host, { rust, linker, config, cargoHome }: ResolvedToolchain) {
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
    folders: {
      workspaceRoot,
      cargoHome,
      targetDir: targetDirectory(request, host, rust),
      cargoRoot,
      sysroot: rust.sysroot,
    },
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

/**
 * Cargo's target directory of the host environment. One for all triples: measured on two cores, that costs less CPU
 * than a host part for each. What links other bytes under the same triple, another floor than the platform's usual one
 * or a strategy of the user's choice, gets a directory of its own: cargo would take the one's result for the other's.
 */
function targetDirectory(
  { workspaceRoot, cargoRoot, floor, platform, options }: BuildRequest,
  host: Host,
  rust: RustToolchain,
): string {
  const base = host.env['CARGO_TARGET_DIR'] ?? join(workspaceRoot, cargoRoot, 'target');
  const usual = floorOf({ platform, ...(platform.id === rust.hostTriple ? { host: platform.id } : {}) });
  const render = (each: GlibcFloor | undefined) => (each === undefined ? 'none' : renderGlibcFloor(each));
  const parts = [
    'host',
    ...(render(floor) === render(usual) ? [] : [`glibc-${render(floor)}`]),
    ...(options.strategy === 'auto' ? [] : options.strategy),
  ];
  return join(base, 'nx-cross', parts.join('-'));
}
