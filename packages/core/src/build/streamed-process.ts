import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PausableTimeout } from '../pausable-timeout';

export interface StreamedCall {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Each line of standard output, which is a protocol and not for people. */
  readonly onStdoutLine: (line: string) => void;
  /** Each line of standard error, for people: whole, since Nx puts a prefix before each piece that it is given. */
  readonly onStderrLine: (line: string) => void;
}

export type StreamedResult =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'not-started'; readonly reason: string };

/** How cargo says that it waits for another cargo; it says nothing else until it has the lock. */
const WAITING_FOR_LOCK = /Blocking waiting for file lock/;

export function isWaitingForLock(line: string): boolean {
  return WAITING_FOR_LOCK.test(line);
}

/** Between the polite signal and the one that cannot be ignored, milliseconds. */
const GRACE_MS = 5_000;

/**
 * Runs a compiler to its end, streaming what it says. The process leads a group of its own, so that a timeout or an
 * interruption ends the whole tree: a cargo that is killed alone leaves its rustc running.
 * The time that cargo waits for its lock does not count against the timeout.
 */
export function runStreamed(call: StreamedCall): Promise<StreamedResult> {
  return new Promise((resolve) => {
    const [program, ...args] = call.argv;
    const ownGroup = process.platform !== 'win32';
    const child = spawn(program, args, {
      cwd: call.cwd,
      env: { ...call.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      windowsHide: true,
    });
    let timedOut = false;
    const timeout = new PausableTimeout(call.timeoutSeconds * 1000, () => {
      timedOut = true;
      endGroup(child, ownGroup);
    });
    const stopForwarding = endGroupWithUs(child, ownGroup);

    createInterface({ input: child.stdout }).on('line', (line) => {
      timeout.resume();
      call.onStdoutLine(line);
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (isWaitingForLock(line)) timeout.pause();
      else timeout.resume();
      call.onStderrLine(line);
    });
    const finish = (result: StreamedResult) => {
      timeout.pause();
      stopForwarding();
      resolve(result);
    };
    child.once('error', (error) => finish({ kind: 'not-started', reason: error.message }));
    child.once('close', (exitCode, signal) => {
      if (timedOut) finish({ kind: 'timed-out' });
      else if (signal !== null) finish({ kind: 'killed', signal });
      else finish({ kind: 'exited', exitCode: exitCode ?? 1 });
    });
  });
}

function endGroup(child: ChildProcess, ownGroup: boolean): void {
  signalGroup(child, ownGroup, 'SIGTERM');
  setTimeout(() => signalGroup(child, ownGroup, 'SIGKILL'), GRACE_MS).unref();
}

function signalGroup(child: ChildProcess, ownGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (ownGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // The group is gone: that is what was wanted.
  }
}

/** Ends the child's group when this process is told to end, and passes the signal's own ending on. */
function endGroupWithUs(child: ChildProcess, ownGroup: boolean): () => void {
  const onExit = () => signalGroup(child, ownGroup, 'SIGTERM');
  const onSignal = (signal: NodeJS.Signals) => {
    signalGroup(child, ownGroup, 'SIGTERM');
    stop();
    process.kill(process.pid, signal);
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const stop = () => {
    process.removeListener('exit', onExit);
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  process.once('exit', onExit);
  for (const signal of signals) process.once(signal, onSignal);
  return stop;
}
