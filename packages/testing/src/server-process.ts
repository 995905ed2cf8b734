import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that a test starts as a process, with a folder of its own. */
export interface ServerProcess {
  /** For messages. */
  readonly name: string;
  readonly server: ChildProcess;
  readonly folder: string;
}

/** Until it answers: a server that ends, or takes longer than this, is an error. */
export async function untilAnswers(
  { name, server }: ServerProcess,
  patienceMs: number,
  isUp: () => Promise<boolean>,
): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
    if (server.exitCode !== null) throw new Error(`${name} ended with ${server.exitCode}`);
    if (await isUp().catch(() => false)) return;
  }
  throw new Error(`${name} does not answer`);
}

/** Ends it, and takes its folder away. */
export async function stopServer({ server, folder }: ServerProcess): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
