import type { ContainerEnd, Copy } from '../container';
import { abortOnSignal, outOfMemory, runContainer } from '../container';
import { receiveFile } from './fetch-results';
import { copiesFor } from './placed-files';
import type { BuildPlan, PlannedContainer } from './plan';
import type { StreamedCall, StreamedResult } from './streamed-process';
import { isWaitingForLock, runStreamed } from './streamed-process';

/** What a call works on, for a container that does not see this machine's files. */
export interface CallFiles {
  readonly reads: () => readonly Copy[];
  /** Absolute. */
  readonly changes: readonly string[];
}

/**
 * Runs a call where the plan says.
 *
 * @param doing For failures: `Compiling server for aarch64-unknown-linux-gnu`.
 * @throws Failure `out-of-memory`, `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function runPlanned(
  { container }: BuildPlan,
  call: StreamedCall,
  doing: string,
  work: CallFiles,
): Promise<StreamedResult> {
  if (container === undefined) return runStreamed(call);
  const end = await abortOnSignal((signal) => {
    const { engine, imageId: image, files, user, network, memoryBytes, cpus } = container;
    const copies = copiesFor(files, work.reads);
    return runContainer(engine, {
      ...call,
      image,
      mounts: files.mounts,
      ...(copies === undefined ? {} : { copyIn: copies, copyOut: { paths: work.changes, receive: receiveFile } }),
      network,
      ...(user === undefined ? {} : { user }),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(cpus === undefined ? {} : { cpus }),
      isWaiting: isWaitingForLock,
      signal,
    });
  });
  return readEnd(end, container, doing);
}

function readEnd(end: ContainerEnd, { engine, memoryBytes }: PlannedContainer, doing: string): StreamedResult {
  switch (end.kind) {
    case 'exited':
    case 'timed-out':
    case 'not-started':
      return end;
    case 'aborted':
      return { kind: 'killed', signal: 'an interruption' };
    case 'out-of-memory':
      throw outOfMemory(doing, end, engine, memoryBytes);
  }
}
