import { join } from 'node:path';
import { writeFileAtomically } from '@nx-cross/core/artifact';
import { LOCK_FILE, renderLockFile } from '@nx-cross/core/build';
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
  const wantsZig = before.some(
    ({ linker, passedOver, missing }) =>
      linker === 'zig' || missing.length > 0 || passedOver.some(({ choice }) => choice === 'zig'),
  );
  if (wantsZig)
    await attempt(say, async () => {
      say(`zig ${PINNED.zig} and cargo-zigbuild ${PINNED.cargoZigbuild} …`);
      say((await installPinned(host)) ? '  installed' : '  there already');
    });
  await attempt(say, async () => {
    const rust = await probeRust(host, found.root);
    const added = await addRustTargets(
      host,
      rust,
      before.map(({ platform }) => platform.id),
    );
    if (added.length > 0) say(`added Rust's std for ${added.join(', ')}`);
  });
  const after = await examinePlatforms(found, host);
  await writeFileAtomically(join(found.root, LOCK_FILE), renderLockFile(after));
  say(`wrote ${LOCK_FILE}\n`);
  return { output: renderDiagnoses(after), exitCode: after.every(({ missing }) => missing.length === 0) ? 0 : 1 };
}

/** One thing that cannot be installed must not keep the others from it. */
async function attempt(say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(renderFailure(error));
  }
}
