import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The label on each container of ours; its value is an {@link Owner} in JSON. */
export const OWNER_LABEL = 'nx-cross.owner';

/** On a container that is kept if its run fails; its value says what runs in it. */
export const KEEP_LABEL = 'nx-cross.keep';

/** The process that runs a container, told so that another process can say whether it still does. */
export interface Owner {
  /** Where `pid` means something: a boot of a machine, and a namespace of processes there. */
  readonly scope: string;
  readonly pid: number;
  /** When that process began, by the kernel's count: numbers of processes come again. Empty where the system has none. */
  readonly started: string;
  /** Of this run alone. */
  readonly run: string;
}

const ofThisProcess = new Set<string>();

/** Takes the part of the owner of a new container, until `release`. */
export function becomeOwner(): { readonly owner: Owner; readonly release: () => void } {
  const run = randomUUID();
  ofThisProcess.add(run);
  const started = startOf(process.pid) ?? '';
  return {
    owner: { scope: ownScope(), pid: process.pid, started, run },
    release: () => void ofThisProcess.delete(run),
  };
}

/** `gone`: nobody waits for the container; `unknown`: its owner is on another machine, or in another container. */
export type OwnerState = 'there' | 'gone' | 'unknown';

export function stateOfOwner(owner: Owner): OwnerState {
  if (owner.scope !== ownScope()) return 'unknown';
  // Of a run that ended without the engine, which could not be asked to remove anything.
  if (owner.pid === process.pid) return ofThisProcess.has(owner.run) ? 'there' : 'gone';
  const started = startOf(owner.pid);
  return started === undefined || started !== owner.started ? 'gone' : 'there';
}

export function parseOwner(text: string | undefined): Owner | undefined {
  try {
    const { scope, pid, started, run } = JSON.parse(text ?? '') as Partial<Record<keyof Owner, unknown>>;
    const isWhole = [scope, started, run].every((part) => typeof part === 'string') && typeof pid === 'number';
    return isWhole ? ({ scope, pid, started, run } as Owner) : undefined;
  } catch {
    return undefined;
  }
}

/** A number that the kernel makes at each boot, and its number for the namespace; a machine's name where there is no /proc. */
function ownScope(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** The start of a process, undefined where there is none: the 22nd field of proc(5)'s stat, the second in parentheses. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // A zombie runs nothing.
    return state === 'Z' ? undefined : (fields[18] ?? '');
  } catch (error) {
    return (error as NodeJS.ErrnoException).path === `/proc/${pid}/stat` && hasProc() ? undefined : askSignal(pid);
  }
}

function hasProc(): boolean {
  try {
    readlinkSync('/proc/self/ns/pid');
    return true;
  } catch {
    return false;
  }
}

function askSignal(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
}
