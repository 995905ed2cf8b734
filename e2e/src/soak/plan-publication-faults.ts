import type { Fault, FaultPlan } from '@nx-cross/testing';
import { randomFrom } from '@nx-cross/testing';

/** What befalls one run of a publication. */
export interface PlannedRun {
  readonly faults: FaultPlan;
  /** The request at which the process is killed, and whether that request still reaches GitHub; absent: it is not. */
  readonly kill?: { readonly request: number; readonly reaches: boolean };
}

export interface PlannedPublication {
  /** Sizes in bytes. */
  readonly assets: readonly number[];
  readonly ifExists: 'resume' | 'skip' | 'replace' | 'fail';
  readonly draft: boolean;
  readonly immutable: boolean;
  readonly annotatedTag: boolean;
  /** What an earlier, other run has left. */
  readonly beginning: 'nothing' | 'draft' | 'draft with a starter' | 'other draft' | 'other release';
  readonly runs: readonly PlannedRun[];
}

/** Everything about one publication, from its seed alone. The last of its runs is disturbed by nothing. */
export function planPublicationFaults(seed: number): PlannedPublication {
  const random = randomFrom(seed);
  const oneOf = <T>(...choices: readonly [T, ...T[]]): T =>
    choices[Math.floor(random() * choices.length)] ?? choices[0];
  const beginning =
    random() < 0.6 ? 'nothing' : oneOf('draft' as const, 'draft with a starter', 'other draft', 'other release');
  const runs = Array.from({ length: 1 + Math.floor(random() * 4) }, () => planRun(random));
  return {
    assets: Array.from({ length: 1 + Math.floor(random() * 4) }, () => oneOf(1, 700, 70_000, 300_000)),
    ifExists: random() < 0.6 ? 'resume' : oneOf('skip' as const, 'replace', 'fail'),
    draft: random() < 0.1,
    immutable: random() < 0.2,
    annotatedTag: random() < 0.2,
    beginning,
    runs: [...runs, { faults: () => undefined }],
  };
}

function planRun(random: () => number): PlannedRun {
  // From a calm day to one on which nothing gets through.
  const share = [0, 0.1, 0.3, 0.6, 0.95][Math.floor(random() * 5)] ?? 0;
  const faults: FaultPlan = ({ operation }) => (random() < share ? chooseFault(random, operation) : undefined);
  const kill = { request: 1 + Math.floor(random() * 14), reaches: random() < 0.5 };
  return random() < 0.5 ? { faults, kill } : { faults };
}

function chooseFault(random: () => number, operation: string): Fault {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const kinds: readonly (() => Fault)[] = [
    () => ({ kind: 'cut', at: pick(['before', 'body', 'done', 'answer'] as const) }),
    () => ({ kind: 'cut', at: pick(['before', 'body', 'done', 'answer'] as const) }),
    () => ({ kind: 'status', status: pick([500, 502, 503] as const), done: random() < 0.5, starter: random() < 0.5 }),
    () => ({
      kind: 'limit',
      status: pick([403, 429] as const),
      says: pick(['retry-after', 'reset', 'nothing'] as const),
    }),
  ];
  const isUnlucky = operation === 'repos/upload-release-asset' && random() < 0.05;
  return isUnlucky ? { kind: 'corrupt' } : pick(kinds)();
}
