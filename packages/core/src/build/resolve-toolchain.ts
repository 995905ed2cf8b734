import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassedOver } from '../artifact';
import type { CargoConfig } from '../cargo';
import { namedLinker, outsideConfigDigest, readCargoConfig } from '../cargo';
import { Failure, throwFailures } from '../failure';
import type { Platform } from '../platform';
import type { Host, ObjcopyTool, RustToolchain, Tool } from '../toolchain';
import {
  findObjcopy,
  findStd,
  homesOf,
  hostIdentity,
  identityOf,
  probeProgram,
  probeRust,
  probeUnitTool,
  stdHint,
} from '../toolchain';
import type { ChosenEnvironment } from './choose-environment';
import { chooseEnvironment } from './choose-environment';
import type { ChosenLinker } from './choose-linker';
import { chooseLinker, linkerIdentities, probeLinkers } from './choose-linker';
import type { Machine } from './machine';
import type { CompileDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';

/** What a machine answers to a compile's demand. */
export interface ResolvedToolchain {
  readonly rust: RustToolchain;
  readonly linker: ChosenLinker;
  readonly passedOver: readonly PassedOver[];
  /** Cargo's configuration as a cargo in the cargo root sees it. */
  readonly config: CargoConfig;
  /** Absolute. */
  readonly cargoHome: string;
  /** What takes away the debug information of zig's own C library, which names the place where zig is installed. */
  readonly objcopy?: ObjcopyTool;
  readonly identity: ToolchainIdentity;
}

/** Where a unit is compiled for the demand. */
export function chooseCompileEnvironment(
  demand: CompileDemand,
  machine: Machine,
): Promise<ChosenEnvironment<ResolvedToolchain>> {
  return chooseEnvironment(demand, machine, async () => {
    const found = await resolveToolchain(demand, machine.workspaceRoot, machine.host);
    return { found, identity: found.identity, passedOver: found.passedOver };
  });
}

/**
 * Asks the machine what it has and makes the one choice: with what the platform is compiled and linked here.
 *
 * @param workspaceRoot Absolute.
 * @throws Failure `tool-missing`, `std-missing`, `no-strategy`: each with the line that mends it.
 */
async function resolveToolchain(demand: CompileDemand, workspaceRoot: string, host: Host): Promise<ResolvedToolchain> {
  const { platform, floor, strategy } = demand;
  const cargoRoot = join(workspaceRoot, demand.cargoRoot);
  const cargoHome = homesOf(host).cargo;
  const rust = await probeRust(host, cargoRoot, demand.toolchain);
  const std = requireStd(demand, rust);
  const tools = await requireTools(host, demand.tools);
  const { config, sources } = readCargoConfig({ cargoRoot, cargoHome, readText });
  const outside = outsideConfigDigest(sources, workspaceRoot);
  const named = namedLinker(platform, config, host.env);
  const { linker, passedOver } = await chooseLinker(
    { platform, floor, wanted: strategy, namesLinker: named !== undefined },
    probeLinkers(host, rust),
  );
  const objcopy = await findDebugDropper(platform, linker, rust, host);
  const own = named === undefined ? undefined : await probeProgram(host, named);
  return {
    rust,
    linker,
    passedOver,
    config,
    cargoHome,
    ...(objcopy === undefined ? {} : { objcopy }),
    identity: {
      choice: linker.strategy,
      environment: 'host',
      tools: [
        hostIdentity(rust),
        identityOf(rust.rustc),
        ...(std === undefined ? [] : [{ name: 'std', version: std }]),
        ...linkerIdentities(linker),
        ...(own === undefined ? [] : [own]),
        ...(objcopy === undefined ? [] : [identityOf(objcopy)]),
        ...tools.map(identityOf),
        // What cargo reads of the machine's own configuration, as far as it decides anything.
        ...(outside === undefined ? [] : [{ name: 'cargo-config', version: `sha256:${outside.slice(0, 16)}` }]),
      ],
    },
  };
}

/** What must run on a program that zig links for Linux; `undefined` where nothing must. */
export async function findDebugDropper(
  { id, format }: Platform,
  { strategy }: ChosenLinker,
  rust: RustToolchain,
  host: Host,
): Promise<ObjcopyTool | undefined> {
  if (strategy !== 'zig' || format !== 'elf') return undefined;
  return findObjcopy(host, rust, { format, isHost: id === rust.hostTriple });
}

/** What tells this std from another; `undefined` where std is compiled with the program. */
function requireStd({ platform, buildsStd }: CompileDemand, rust: RustToolchain): string | undefined {
  const std = findStd(rust, platform.id);
  if (std !== undefined || buildsStd) return buildsStd ? undefined : std;
  throw new Failure('std-missing', {
    message: `Rust’s std for ${platform.id} is not installed for ${rust.rustc.version}.`,
    hint: stdHint(rust, platform.id),
  });
}

/** All tools that the unit names; every missing one is told. */
export async function requireTools(host: Host, names: readonly string[]): Promise<readonly Tool[]> {
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

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
