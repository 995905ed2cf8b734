import { answerDemand } from './answer-demand';
import type { ToolLock } from './lock-file';
import type { Machine } from './machine';
import type { ToolDemand } from './tool-demand';
import { renderDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';
import { renderEnvironment } from './toolchain-identity';

/** A place where a machine is not what nx-cross.lock says: what it makes, it makes under another hash. */
export interface LockDifference {
  readonly stage: ToolDemand['stage'];
  /** The demand in words. */
  readonly demand: string;
  /** `rustc 1.95.0 (…) in nx-cross.lock, 1.96.0 (…) here`, one a tool. */
  readonly differences: readonly string[];
}

/** Whether a demand's answer belongs into the lock: a program that need not run anywhere has none to pin. */
export function isLocked(demand: ToolDemand): boolean {
  return demand.stage !== 'smoke' || demand.required;
}

/**
 * What this machine answers otherwise than the lock. Where it has no answer the lock stands in and nothing differs; where
 * no lock was written yet there is nothing to differ from.
 */
export async function compareWithLock(
  demands: readonly ToolDemand[],
  lock: ToolLock,
  machine: Machine,
): Promise<readonly LockDifference[]> {
  if (lock.isEmpty) return [];
  const found: LockDifference[] = [];
  for (const demand of demands.filter(isLocked)) {
    const answer = await answerDemand(demand, machine);
    const differences = 'identity' in answer ? compare(lock.identityFor(demand), answer.identity) : [];
    if (differences.length > 0) found.push({ stage: demand.stage, demand: renderDemand(demand), differences });
  }
  return found;
}

function compare(locked: ToolchainIdentity | undefined, here: ToolchainIdentity): readonly string[] {
  if (locked === undefined) return ['not in nx-cross.lock'];
  const there = versionsOf(locked);
  const versions = versionsOf(here);
  const names = [...new Set([...there.keys(), ...versions.keys()])];
  return names
    .filter((name) => there.get(name) !== versions.get(name))
    .map((name) => `${name} ${there.get(name) ?? 'absent'} in nx-cross.lock, ${versions.get(name) ?? 'absent'} here`);
}

function versionsOf({ choice, environment, tools }: ToolchainIdentity): ReadonlyMap<string, string> {
  return new Map([
    ['choice', `${choice} ${renderEnvironment(environment)}`],
    ...tools.map(({ name, version }) => [name, version] as const),
  ]);
}
