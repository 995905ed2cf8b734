import type { PassedOver } from '../artifact';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import { renderGlibcFloor } from '../platform';
import { findRunner } from '../smoke';
import type { Host, RustToolchain, ToolIdentity } from '../toolchain';
import { findObjcopy, hasStd, identityOf, probeRust, probeUnitTool, stdHint } from '../toolchain';
import type { LinkerStrategy } from '../unit';
import { chooseLinker, linkerIdentities, probeLinkers } from './choose-linker';

/** Something that a platform lacks on this machine. */
export interface Lack {
  readonly what: string;
  /** The line that mends it. */
  readonly hint?: string;
}

/** What this machine can do for a platform. */
export interface Diagnosis {
  readonly platform: Platform;
  readonly glibcFloor?: string;
  /** Absent where nothing can link for the platform. */
  readonly linker?: LinkerStrategy;
  readonly tools: readonly ToolIdentity[];
  readonly passedOver: readonly PassedOver[];
  /** The platform can be built when this is empty. */
  readonly missing: readonly Lack[];
  /** What would run its programs in the smoke stage, or why nothing would; never a reason to fail. */
  readonly runner: string;
}

export interface Examined {
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly strategy: 'auto' | readonly LinkerStrategy[];
  /** Whether std is built from source. */
  readonly buildStd: boolean;
  /** Programs that the units' builds need. */
  readonly tools: readonly string[];
}

/** Looks for everything that a platform needs, and tells of all that is missing rather than the first. */
export async function diagnose(examined: Examined, cargoRoot: string, host: Host): Promise<Diagnosis> {
  const { platform, floor } = examined;
  const rust = await settle(probeRust(host, cargoRoot));
  const linker = rust instanceof Failure ? undefined : await settle(choose(examined, rust, host));
  const objcopy = await settle(findObjcopyFor(platform, rust instanceof Failure ? undefined : rust, host));
  const runner = await findRunner(host, platform);
  const missing = [
    ...[rust, linker, objcopy].flatMap((found) => (found instanceof Failure ? [lackOf(found)] : [])),
    ...(rust instanceof Failure ? [] : missingStd(examined, rust)),
    ...(await missingTools(examined.tools, host)),
  ];
  const chosen = linker instanceof Failure ? undefined : linker;
  return {
    platform,
    ...(floor === undefined ? {} : { glibcFloor: renderGlibcFloor(floor) }),
    ...(chosen === undefined ? {} : { linker: chosen.linker.strategy }),
    tools: [
      ...(rust instanceof Failure ? [] : [identityOf(rust.rustc)]),
      ...(chosen === undefined ? [] : linkerIdentities(chosen.linker)),
      ...(objcopy instanceof Failure ? [] : [identityOf(objcopy)]),
    ],
    passedOver: chosen?.passedOver ?? [],
    missing,
    runner: 'reason' in runner ? runner.reason : runner.kind,
  };
}

async function choose({ platform, floor, strategy }: Examined, rust: RustToolchain, host: Host) {
  return chooseLinker({ platform, floor, wanted: strategy }, probeLinkers(host, rust));
}

function findObjcopyFor(platform: Platform, rust: RustToolchain | undefined, host: Host) {
  return findObjcopy(host, rust, { format: platform.format, isHost: platform.id === rust?.hostTriple });
}

function missingStd({ platform, buildStd }: Examined, rust: RustToolchain): Lack[] {
  if (buildStd || platform.targetSpec !== undefined || hasStd(rust, platform.id)) return [];
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
    if (error instanceof Failure) return error;
    throw error;
  }
}
