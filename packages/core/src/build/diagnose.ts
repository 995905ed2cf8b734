import { join } from 'node:path';
import type { PassedOver } from '../artifact';
import { Failure, failuresOf } from '../failure';
import type { Platform } from '../platform';
import { renderGlibcFloor } from '../platform';
import { findRunner } from '../smoke';
import type { EnvironmentName } from '../platform';
import type { Host, RustToolchain, ToolIdentity } from '../toolchain';
import { findStd, identityOf, probeRust, probeUnitTool, stdHint } from '../toolchain';
import type { LinkerStrategy } from '../unit';
import { chooseLinker, linkerIdentities, probeLinkers } from './choose-linker';
import type { LockDifference } from './compare-lock';
import { compareWithLock } from './compare-lock';
import { chooseCompileEnvironment } from './resolve-toolchain';
import { findStripTool } from './strip-tool';
import type { ToolchainIdentity } from './toolchain-identity';
import type { ToolLock } from './lock-file';
import type { Machine } from './machine';
import type { CompileDemand, SmokeDemand, StripDemand } from './tool-demand';
import { renderDemand } from './tool-demand';

/** Something that a platform lacks on this machine. */
export interface Lack {
  readonly what: string;
  /** The line that mends it. */
  readonly hint?: string;
}

/** What this machine can do for a platform. */
export interface Diagnosis {
  readonly platform: Platform;
  /** What is asked for, in words: several units may ask for several things on one platform. */
  readonly demand: string;
  readonly glibcFloor?: string;
  /** Where it would be compiled; absent where nowhere. */
  readonly environment?: EnvironmentName;
  /** Absent where nothing can link for the platform, and where an image does. */
  readonly linker?: LinkerStrategy;
  readonly tools: readonly ToolIdentity[];
  readonly passedOver: readonly PassedOver[];
  /** The platform can be built when this is empty. */
  readonly missing: readonly Lack[];
  /** Where this machine is not what nx-cross.lock says. */
  readonly lockDifferences: readonly LockDifference[];
  /** What would run its programs in the smoke stage, or why nothing would; never a reason to fail. */
  readonly runner: string;
}

/** What the units of a workspace ask for on a platform. */
export interface Examined {
  readonly compile: CompileDemand;
  readonly strip: StripDemand;
  readonly smoke: SmokeDemand;
}

/** Looks for everything that a platform needs, and tells of all that is missing rather than the first. */
export async function diagnose(examined: Examined, lock: ToolLock, machine: Machine): Promise<Diagnosis> {
  const { compile, strip, smoke } = examined;
  const { workspaceRoot, host } = machine;
  const { platform, floor } = compile;
  const container = await examineContainer(compile, machine);
  const compilesOnHost = !('identity' in container) && compile.environments.includes('host');
  const rust = compilesOnHost
    ? await settle(probeRust(host, join(workspaceRoot, compile.cargoRoot), compile.toolchain))
    : undefined;
  const hasRust = rust !== undefined && !(rust instanceof Failure);
  const linker = hasRust ? await settle(choose(compile, rust, host)) : undefined;
  const objcopy = compilesOnHost ? await settle(findStripTool(strip, workspaceRoot, host)) : undefined;
  const runner = await findRunner(host, platform);
  const missing = [
    ...('identity' in container || compilesOnHost ? [] : container.lacks),
    ...[rust, linker, objcopy].flatMap((found) => (found instanceof Failure ? [lackOf(found)] : [])),
    ...(hasRust ? missingStd(compile, rust) : []),
    ...(compilesOnHost ? await missingTools(compile.tools, host) : []),
  ];
  const chosen = linker instanceof Failure ? undefined : linker;
  const environment = 'identity' in container ? 'container' : chosen === undefined ? undefined : 'host';
  return {
    platform,
    demand: renderDemand(compile),
    ...(floor === undefined ? {} : { glibcFloor: renderGlibcFloor(floor) }),
    ...(environment === undefined ? {} : { environment }),
    ...(chosen === undefined ? {} : { linker: chosen.linker.strategy }),
    tools: [
      ...('identity' in container ? container.identity.tools : []),
      ...(hasRust ? [identityOf(rust.rustc)] : []),
      ...(chosen === undefined ? [] : linkerIdentities(chosen.linker)),
      ...(objcopy === undefined || objcopy instanceof Failure ? [] : [identityOf(objcopy)]),
    ],
    passedOver: [...container.passedOver, ...(chosen?.passedOver ?? [])],
    missing,
    lockDifferences: await compareWithLock([compile, strip, smoke], lock, machine),
    runner: 'reason' in runner ? runner.reason : runner.kind,
  };
}

/** An image that would build, or what stands in its way; neither where no container is wanted. */
async function examineContainer(
  compile: CompileDemand,
  machine: Machine,
): Promise<
  { readonly passedOver: readonly PassedOver[] } & (
    { readonly identity: ToolchainIdentity } | { readonly lacks: readonly Lack[] }
  )
> {
  if (!compile.environments.includes('container')) return { passedOver: [], lacks: [] };
  const found = await settle(chooseCompileEnvironment({ ...compile, environments: ['container'] }, machine));
  if (!(found instanceof Failure)) return found;
  return { passedOver: [{ choice: 'container', reason: found.message }], lacks: [lackOf(found)] };
}

async function choose({ platform, floor, strategy }: CompileDemand, rust: RustToolchain, host: Host) {
  return chooseLinker({ platform, floor, wanted: strategy }, probeLinkers(host, rust));
}

function missingStd({ platform, buildsStd }: CompileDemand, rust: RustToolchain): Lack[] {
  if (buildsStd || findStd(rust, platform.id) !== undefined) return [];
  return [{ what: `Rust’s std for ${platform.id}`, hint: stdHint(rust, platform.id) }];
}

async function missingTools(names: readonly string[], host: Host): Promise<Lack[]> {
  const found = await Promise.all(names.map((name) => probeUnitTool(host, name)));
  return names
    .filter((_, index) => found[index] === undefined)
    .map((name) => ({ what: name, hint: `Install ${name}.` }));
}

function lackOf(failure: Failure): Lack {
  return { what: failure.message, ...(failure.hint === undefined ? {} : { hint: failure.hint }) };
}

/** A failure as a value; bugs are still thrown. */
async function settle<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    const [first] = failuresOf(error);
    if (first !== undefined) return first;
    throw error;
  }
}
