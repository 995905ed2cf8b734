import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InputChange, InputRecord } from '@nx-cross/core/build';
import { compareRecords, readInputRecord } from '@nx-cross/core/build';
import { recordFile } from '../executors/cross-compile/input-records';
import { spawnNx } from '../executors/nested-nx';
import { TargetNames } from '../graph/target-names';
import { findPlatform, findUnit } from './find-unit';
import type { FoundWorkspace } from './workspace';

export interface WhyOptions {
  readonly target?: string;
  readonly json?: boolean;
}

/** What became of a compile task that only Nx can decide on. */
type Verdict =
  | { readonly kind: 'hit' }
  | { readonly kind: 'miss'; readonly now: InputRecord }
  /** Something before it failed. */
  | { readonly kind: 'unknown'; readonly output: string };

export async function why(
  unitName: string,
  options: WhyOptions,
  found: FoundWorkspace,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const unit = findUnit(unitName, found);
  const platform = findPlatform(unit, options.target, found);
  const target = new TargetNames(unit.file.targets).forPlatform('cross-compile', platform.id);
  const verdict = await askNx(found.root, unit.projectRoot, target);
  if (verdict.kind === 'unknown') return { output: verdict.output, exitCode: 1 };
  const title = `${unit.name} for ${platform.friendly}`;
  if (verdict.kind === 'hit') {
    return render(options, `${title}: a hit, nothing would be compiled.`, { hit: true, changes: [] });
  }
  const before = readInputRecord(recordFile(found.root, unit, platform, process.env));
  const changes = before === undefined ? [] : compareRecords(before, verdict.now);
  return render(options, `${title}: ${reasonOf(unit.lock, before, verdict.now, changes)}`, { hit: false, changes });
}

function reasonOf(
  lock: 'shared' | 'absent' | 'ignored',
  before: InputRecord | undefined,
  now: InputRecord,
  changes: readonly InputChange[],
): string {
  if (before === undefined) return 'would be compiled; it never was here.';
  if (changes.length > 0) return 'would be compiled. Since it was last compiled here:';
  if (lock !== 'shared') return 'would be compiled: without a committed Cargo.lock it is never cached.';
  if (before.hash === now.hash) return 'would be compiled: nothing has changed, and the cache has lost its result.';
  return 'would be compiled: nothing of its own has changed, so it is something of Nx’s: its version, or a named input.';
}

function render(
  { json }: WhyOptions,
  sentence: string,
  answer: { readonly hit: boolean; readonly changes: readonly InputChange[] },
): { readonly output: string; readonly exitCode: number } {
  if (json === true) return { output: `${JSON.stringify(answer, null, 2)}\n`, exitCode: 0 };
  const width = Math.max(0, ...answer.changes.map(({ what }) => what.length));
  const lines = answer.changes.map(({ what, how }) => `  ${what.padEnd(width)}  ${how}`);
  return { output: [sentence, ...lines, ''].join('\n'), exitCode: 0 };
}

/**
 * Lets Nx itself decide, since only it knows all that it hashes and what its caches hold. On a miss it starts our executor,
 * which leaves a record of its inputs instead of compiling; that Nx is then ended, before it notes a failure.
 */
async function askNx(workspaceRoot: string, projectRoot: string, target: string): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-why-'));
  const file = join(folder, 'record.json');
  const child = spawnNx(
    { workspaceRoot, projects: [`directory:${projectRoot}`], targets: [target] },
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ended as a whole, with what it has started.
      detached: process.platform !== 'win32',
      env: { NX_CROSS_WHY: file, NX_DAEMON: 'false', NX_TUI: 'false' },
    },
  );
  const stop = (signal: NodeJS.Signals) => {
    endGroup(child);
    rmSync(folder, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  // A terminal's Ctrl-C does not reach a group of its own.
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await waitForVerdict(child, file);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
    rmSync(folder, { recursive: true, force: true });
  }
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function waitForVerdict(child: ChildProcess, file: string): Promise<Verdict> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  while (child.exitCode === null && child.signalCode === null) {
    const now = existsSync(file) ? readInputRecord(file) : undefined;
    if (now !== undefined) {
      endGroup(child);
      await ended;
      return { kind: 'miss', now };
    }
    await Promise.race([ended, sleep(50)]);
  }
  return (await ended) === 0 ? { kind: 'hit' } : { kind: 'unknown', output };
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}
