import { join } from 'node:path';
import { writeFileAtomically } from '@nx-cross/core/artifact';
import type { Diagnosis } from '@nx-cross/core/build';
import { LOCK_FILE, renderLockFile } from '@nx-cross/core/build';
import { linkerTable } from '@nx-cross/core/platform';
import { Failure, renderFailure } from '@nx-cross/core';
import type { Host } from '@nx-cross/core/toolchain';
import { addRustTargets, installPinned, PINNED, probeRust } from '@nx-cross/core/toolchain';
import { examinePlatforms } from './examine';
import { renderDiagnoses } from './render-diagnoses';
import type { FoundWorkspace } from './workspace';

/** Installs what can be installed without root, writes the lock, and names the line for the rest. */
export async function setup(
  found: FoundWorkspace,
  host: Host,
  say: (line: string) => void,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const before = await examinePlatforms(found, host);
  const zig = before.some(wantsZig) && (await attempt(say, () => installZig(host, say)));
  const std = await attempt(say, () => addStd(before, found, host, say));
  const after = zig || std ? await examinePlatforms(found, host) : before;
  await writeFileAtomically(join(found.root, LOCK_FILE), renderLockFile(after));
  say(`wrote ${LOCK_FILE}\n`);
  return { output: renderDiagnoses(after), exitCode: after.every(({ missing }) => missing.length === 0) ? 0 : 1 };
}

/** Whether zig links for the platform, or would if it were there. */
function wantsZig({ platform, linker, passedOver }: Diagnosis): boolean {
  const missed = linker === undefined && linkerTable(platform).zig !== undefined;
  return linker === 'zig' || missed || passedOver.some(({ choice }) => choice === 'zig');
}

async function installZig(host: Host, say: (line: string) => void): Promise<boolean> {
  say(`zig ${PINNED.zig} and cargo-zigbuild ${PINNED.cargoZigbuild} …`);
  const installed = await installPinned(host);
  say(installed ? '  installed' : '  there already');
  return installed;
}

async function addStd(
  platforms: readonly Diagnosis[],
  found: FoundWorkspace,
  host: Host,
  say: (line: string) => void,
): Promise<boolean> {
  const rust = await probeRust(host, found.root);
  const triples = platforms
    .filter(({ platform }) => platform.targetSpec === undefined)
    .map(({ platform }) => platform.id);
  const added = await addRustTargets(host, rust, triples);
  if (added.length > 0) say(`added Rust's std for ${added.join(', ')}`);
  return added.length > 0;
}

/** One thing that cannot be installed must not keep the others from it. */
async function attempt(say: (line: string) => void, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(renderFailure(error));
    return false;
  }
}
