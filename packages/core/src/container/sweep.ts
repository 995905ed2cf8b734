import { connect } from './connect';
import type { Engine } from './engine';
import { engineFailure, statusOf } from './engine-failure';
import { isKept } from './kept';
import type { OwnerState } from './owner';
import { OWNER_LABEL, parseOwner, stateOfOwner } from './owner';

/** A container of ours as the engine lists it. */
export interface LabelledContainer {
  /** Its run failed, and left it for inspection. */
  readonly kept: boolean;
  readonly owner: OwnerState;
  /** Since its command ended, if it has. */
  readonly endedForMs: number | undefined;
}

/** For an owner that cannot be asked: it removes its container within seconds of its end. */
const UNKNOWN_OWNER_MS = 60 * 60_000;

/** Whether nobody will ever remove this container if we do not. */
export function isAbandoned({ kept, owner, endedForMs }: LabelledContainer): boolean {
  if (kept) return false;
  if (owner === 'unknown') return endedForMs !== undefined && endedForMs > UNKNOWN_OWNER_MS;
  return owner === 'gone';
}

/**
 * Removes the containers of runs that were killed, or whose engine went away.
 *
 * @returns The ids of what was removed.
 * @throws Failure `engine-lost`, `engine-failed`
 */
export async function sweep(engine: Engine): Promise<readonly string[]> {
  const client = await connect(engine.endpoint);
  const removed: string[] = [];
  try {
    for (const { Id, Names, State, Labels } of await client.listContainers({
      all: true,
      filters: { label: [OWNER_LABEL] },
    })) {
      const owner = parseOwner(Labels[OWNER_LABEL]);
      // Made by another version, in words of its own.
      if (owner === undefined) continue;
      const container = client.getContainer(Id);
      const running = State === 'running' || State === 'paused';
      const state = stateOfOwner(owner);
      const endedForMs = running || state !== 'unknown' ? undefined : await endedFor(container);
      if (!isAbandoned({ kept: isKept(Names), owner: state, endedForMs })) continue;
      await container.remove({ force: true, v: true }).catch(ignoreGone);
      removed.push(Id);
    }
  } catch (error) {
    throw engineFailure(error, engine, 'remove what earlier runs have left');
  }
  return removed;
}

async function endedFor(container: {
  inspect(): Promise<{ State: { FinishedAt: string } }>;
}): Promise<number | undefined> {
  const { State } = await container.inspect();
  const ended = Date.parse(State.FinishedAt);
  // The year 1 stands for never.
  return ended > 0 ? Date.now() - ended : undefined;
}

/** Two runs may sweep at once. */
function ignoreGone(error: unknown): void {
  const status = statusOf(error);
  if (status !== 404 && status !== 409) throw error;
}
