import type Dockerode from 'dockerode';
import { askJson, NoAnswer } from './ask';
import type { Engine } from './engine';
import { engineCommand } from './engine-command';
import { engineLost } from './engine-failure';
import { KEEP_LABEL } from './owner';

/** A container that a failed run has left, because its user wanted to look at it. */
export interface KeptContainer {
  readonly name: string;
  /** What was run in it: `Compiling server for x86_64-unknown-linux-gnu`. */
  readonly doing: string;
  /** Else the engine, or its machine, has been started anew since. */
  readonly running: boolean;
  /** Lines for a shell. */
  readonly enter: string;
  readonly remove: string;
}

/**
 * What tells one that was kept from one that is kept if its run fails: a label is of a container's whole life, a name can be
 * given when the run has failed.
 */
const PREFIX = 'nx-cross-kept-';

/**
 * The command of a container that may be kept. One whose command has ended cannot be entered, and starting it would run
 * that command again; so the build is a second command in a container that waits, for longer than anybody keeps it.
 */
export const WAITING = ['sleep', String(2 ** 31 - 1)] as const;

/** Leaves a container for inspection, with nothing that still runs in it: a cargo that hangs would hold its lock. */
export async function keep(
  container: Dockerode.Container,
  engine: Engine,
  { doing, stillRuns }: { readonly doing: string; readonly stillRuns: boolean },
): Promise<KeptContainer> {
  // Its own command, which waits, begins again; the files stay.
  if (stillRuns) await container.restart({ t: 0 });
  const name = `${PREFIX}${container.id.slice(0, 12)}`;
  await container.rename({ name });
  return describeKept(engine, name, doing, true);
}

/** By the names that an engine lists: Docker puts a slash before each. */
export function isKept(names: readonly string[]): boolean {
  return keptName(names) !== undefined;
}

function keptName(names: readonly string[]): string | undefined {
  return names.map((name) => name.replace(/^\//, '')).find((name) => name.startsWith(PREFIX));
}

interface ListedContainer {
  readonly Names: readonly string[];
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/**
 * Those that are there.
 *
 * @throws Failure `engine-lost`
 */
export async function listKept(engine: Engine): Promise<readonly KeptContainer[]> {
  return (await listLabelled(engine)).flatMap(({ Names, State, Labels }) => {
    const name = keptName(Names);
    return name === undefined ? [] : [describeKept(engine, name, Labels[KEEP_LABEL] ?? '', State === 'running')];
  });
}

async function listLabelled(engine: Engine): Promise<readonly ListedContainer[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [KEEP_LABEL] }));
  try {
    return (await askJson<ListedContainer[]>(engine.endpoint, `/containers/json?all=true&filters=${filters}`)) ?? [];
  } catch (error) {
    if (error instanceof NoAnswer) throw engineLost(engine, 'list the containers that were kept', error);
    throw error;
  }
}

function describeKept(engine: Engine, name: string, doing: string, running: boolean): KeptContainer {
  const enter = engineCommand(engine, `exec -it ${name} sh`);
  return {
    ...{ name, doing, running },
    enter: running ? enter : `${engineCommand(engine, `start ${name}`)} && ${enter}`,
    remove: engineCommand(engine, `rm --force ${name}`),
  };
}
