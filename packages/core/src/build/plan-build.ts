import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure, throwFailures } from '../failure';
import type { CrateBinaries, EmbeddedValues, GccTools } from '../cargo';
import { planCargoCalls, readCargoConfig, requireDeclared, selectEnvironment } from '../cargo';
import type { GlibcFloor, Platform } from '../platform';
import { linkerTable, renderGlibcFloor } from '../platform';
import type { Host, RustToolchain, Tool } from '../toolchain';
import { hasStd, identityOf, pathWith, probeRust, probeUnitTool, stdHint } from '../toolchain';
import type { CompileOptions } from '../unit';
import { floorOf } from '../unit';
import type { ChosenLinker } from './choose-linker';
import { chooseLinker, linkerIdentities, probeLinkers } from './choose-linker';
import type { BuildPlan } from './plan';
import { requireSdk } from './sdk';

export interface BuildRequest {
  /** The release unit's name. */
  readonly unit: string;
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly options: CompileOptions;
  readonly binaries: readonly CrateBinaries[];
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Absolute folder of the cargo workspace's manifest. */
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
  const rust = await probeRust(host, request.cargoRoot, options.toolchain);
  requireStd(rust, request);
  const tools = await probeUnitTools(host, options.tools);
  const { linker, passedOver } = await chooseLinker(
    { platform, floor, wanted: options.strategy },
    probeLinkers(host, rust),
  );
  const calls = planCalls(request, host, rust, linker);
  const [first, ...rest] = calls;
  if (first === undefined) {
    throw new Failure('binary-unknown', { message: `The unit ${request.unit} ships no binary.` });
  }
  return {
    unit: request.unit,
    platform: platform.id,
    ...(floor === undefined ? {} : { glibcFloor: renderGlibcFloor(floor) }),
    builder: 'cargo',
    linker: linker.strategy,
    environment: 'host',
    toolchain: [identityOf(rust.rustc), ...linkerIdentities(linker), ...tools.map(identityOf)],
    passedOver,
    timeoutSeconds: options.timeout,
    calls: [first, ...rest],
  };
}

function requireStd(rust: RustToolchain, { platform, options }: BuildRequest): void {
  if (options.buildStd !== undefined || platform.targetSpec !== undefined || hasStd(rust, platform.id)) return;
  throw new Failure('std-missing', {
    message: `Rust’s std for ${platform.id} is not installed for ${rust.rustc.version}.`,
    hint: stdHint(rust, platform.id),
  });
}

/** All tools that the unit names; every missing one is told. */
async function probeUnitTools(host: Host, names: readonly string[]): Promise<readonly Tool[]> {
  const found = await Promise.all(names.map((name) => probeUnitTool(host, name)));
  const missing = names.filter((_, index) => found[index] === undefined);
  throwFailures(
    missing.map(
      (name) =>
        new Failure('tool-missing', {
          message: `${name}, which nx-cross.json lists in \`tools\`, is not on PATH.`,
          hint: `Install ${name}, or take it from \`tools\` if the build does not need it.`,
        }),
    ),
  );
  return found.filter((tool) => tool !== undefined);
}

function planCalls(request: BuildRequest, host: Host, rust: RustToolchain, linker: ChosenLinker) {
  const { options, platform, floor, workspaceRoot, cargoRoot } = request;
  const cargoHome = host.env['CARGO_HOME'] ?? join(host.env['HOME'] ?? homedir(), '.cargo');
  const targetDir = targetDirectory(request, host, rust);
  return planCargoCalls(options, {
    platform,
    ...(floor === undefined ? {} : { floor }),
    linker: linker.strategy,
    crates: request.binaries,
    programs: {
      cargo: rust.cargo,
      ...(linker.strategy === 'zig' ? { cargoZigbuild: linker.zig.cargoZigbuild.path } : {}),
    },
    ...(linker.strategy === 'gcc' ? { gcc: gccTools(platform, linker.gcc) } : {}),
    folders: { workspaceRoot, cargoHome, targetDir, cargoRoot, sysroot: rust.sysroot },
    lockFileExists: existsSync(join(cargoRoot, 'Cargo.lock')),
    config: readCargoConfig({ cargoRoot, cargoHome, readText }).config,
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

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/**
 * Cargo's target directory of the host environment. One for all triples: measured on two cores, that costs less CPU
 * than a host part for each. What links other bytes under the same triple, another floor than the platform's usual one
 * or a strategy of the user's choice, gets a directory of its own: cargo would take the one's result for the other's.
 */
function targetDirectory(
  { cargoRoot, floor, platform, options }: BuildRequest,
  host: Host,
  rust: RustToolchain,
): string {
  const base = host.env['CARGO_TARGET_DIR'] ?? join(cargoRoot, 'target');
  const usual = floorOf({ platform, ...(platform.id === rust.hostTriple ? { host: platform.id } : {}) });
  const render = (each: GlibcFloor | undefined) => (each === undefined ? 'none' : renderGlibcFloor(each));
  const parts = [
    'host',
    ...(render(floor) === render(usual) ? [] : [`glibc-${render(floor)}`]),
    ...(options.strategy === 'auto' ? [] : options.strategy),
  ];
  return join(base, 'nx-cross', parts.join('-'));
}
