import { Failure, settle } from '../failure';
import type { Platform } from '../platform';
import { renderGlibcFloor } from '../platform';
import { findRunner } from '../smoke';
import { identityOf } from '../toolchain';
import type { LockDifference } from './compare-lock';
import { compareWithLock } from './compare-lock';
import type { ExaminedCompile, Lack } from './examine-compile';
import { examineCompile, lackOf } from './examine-compile';
import type { ToolLock } from './lock-file';
import type { Machine } from './machine';
import { findStripTool } from './strip-tool';
import type { CompileDemand, SmokeDemand, StripDemand } from './tool-demand';
import { renderDemand } from './tool-demand';

/** What this machine can do for a platform. */
export interface Diagnosis extends Omit<ExaminedCompile, 'lacks'> {
  readonly platform: Platform;
  /** What is asked for, in words: several units may ask for several things on one platform. */
  readonly demand: string;
  readonly glibcFloor?: string;
  /** The platform can be built and stripped when this is empty. */
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

/**
 * Looks for everything that a platform needs, and tells of all that is missing rather than the first.
 *
 * @param machine One that pulls nothing.
 */
export async function diagnose(examined: Examined, lock: ToolLock, machine: Machine): Promise<Diagnosis> {
  const { compile, strip, smoke } = examined;
  const { workspaceRoot, host } = machine;
  const { platform, floor } = compile;
  const { lacks, tools, ...place } = await examineCompile(compile, machine);
  // An image strips too.
  const stripsOnHost = place.environment !== 'container' && strip.environments.includes('host');
  const objcopy = stripsOnHost ? await settle(findStripTool(strip, workspaceRoot, host)) : undefined;
  const runner = await findRunner(host, platform);
  // What an image is that is not there yet, nobody can say.
  const answered = place.pulls === undefined ? [compile, strip, smoke] : [smoke];
  return {
    platform,
    demand: renderDemand(compile),
    ...(floor === undefined ? {} : { glibcFloor: renderGlibcFloor(floor) }),
    ...place,
    tools: [...tools, ...(objcopy === undefined || objcopy instanceof Failure ? [] : [identityOf(objcopy)])],
    missing: [...lacks, ...(objcopy instanceof Failure ? [lackOf(objcopy)] : [])],
    lockDifferences: await compareWithLock(answered, lock, machine),
    runner: 'reason' in runner ? runner.reason : runner.kind,
  };
}
