import { join } from 'node:path';
import { renderFailures } from '@nx-cross/core';
import { writeFileAtomically } from '@nx-cross/core/artifact';
import type { Diagnosis, ToolchainIdentity, ToolDemand, ToolLock } from '@nx-cross/core/build';
import { answerDemand, isLocked, LOCK_FILE, parseLockFile } from '@nx-cross/core/build';
import { linkerTable } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import { addRustTargets, askingOnce, installPinned, PINNED, probeRust } from '@nx-cross/core/toolchain';
import { machineOf } from '../graph/plugin-options';
import { allDemands, examinePlatforms, readLock } from './examine';
import type { FoundWorkspace } from './workspace';

/**
 * Installs what can be installed without root, pulls the images that builds would pull, and writes the lock.
 *
 * @param chosen With the platforms that count; what the lock says of the others stays.
 * @returns The lock as it is now: the workspace remembers what it has read.
 */
export async function fix(
  found: FoundWorkspace,
  chosen: FoundWorkspace,
  host: Host,
  say: (line: string) => void,
): Promise<ToolLock> {
  const lock = readOldLock(found, say);
  // What an image compiles needs nothing of the host's.
  const before = (await examinePlatforms(chosen, lock, askingOnce(host))).filter(
    ({ environment }) => environment !== 'container',
  );
  if (before.some(wantsZig)) await attempt(say, () => installZig(host, say));
  if (before.length > 0) await attempt(say, () => addStd(before, found, host, say));
  const written = await lockTools(lock, found, chosen, askingOnce(host));
  say(`wrote ${LOCK_FILE}\n`);
  return written;
}

/** A lock that nobody can read is written anew. */
function readOldLock(found: FoundWorkspace, say: (line: string) => void): ToolLock {
  try {
    return readLock(found);
  } catch (error) {
    say(renderFailures(error));
    return parseLockFile(undefined);
  }
}

/** What this machine has, images that it can pull too; of what it has not, what the lock had before. */
async function lockTools(lock: ToolLock, found: FoundWorkspace, chosen: FoundWorkspace, host: Host): Promise<ToolLock> {
  const machine = machineOf(found.workspace, host);
  const answers: [ToolDemand, ToolchainIdentity][] = [];
  for (const demand of allDemands(chosen).filter(isLocked)) {
    const answer = await answerDemand(demand, machine);
    if ('identity' in answer) answers.push([demand, answer.identity]);
  }
  const written = lock.limitedTo(allDemands(found).filter(isLocked)).with(answers);
  await writeFileAtomically(join(found.root, LOCK_FILE), written.render());
  return written;
}

/** Whether zig links for the platform, or would if it were there. */
function wantsZig({ platform, linker, passedOver }: Diagnosis): boolean {
  const missed = linker === undefined && linkerTable(platform).zig !== undefined;
  return linker === 'zig' || missed || passedOver.some(({ choice }) => choice === 'zig');
}

async function installZig(host: Host, say: (line: string) => void): Promise<void> {
  say(`zig ${PINNED.zig} and cargo-zigbuild ${PINNED.cargoZigbuild} …`);
  const installed = await installPinned(host);
  say(installed ? '  installed' : '  there already');
}

async function addStd(
  platforms: readonly Diagnosis[],
  found: FoundWorkspace,
  host: Host,
  say: (line: string) => void,
): Promise<void> {
  const rust = await probeRust(host, found.root);
  const triples = platforms
    .filter(({ platform }) => platform.targetSpec === undefined)
    .map(({ platform }) => platform.id);
  const added = await addRustTargets(host, rust, triples);
  if (added.length > 0) say(`added Rust's std for ${added.join(', ')}`);
}

/** One thing that cannot be installed must not keep the others from it. */
async function attempt(say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(renderFailures(error));
  }
}
