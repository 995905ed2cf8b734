import type { ContainerEnd } from '../container';
import { abortOnSignal, outOfMemory, runContainer } from '../container';
import type { BuildPlan, PlannedContainer } from './plan';
import type { StreamedCall, StreamedResult } from './streamed-process';
import { isWaitingForLock, runStreamed } from './streamed-process';

/**
 * Runs a call where the plan says.
 *
 * @param doing For failures: `Compiling server for aarch64-unknown-linux-gnu`.
 * @throws Failure `out-of-memory`, `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function runPlanned({ container }: BuildPlan, call: StreamedCall, doing: string): Promise<StreamedResult> {
  if (container === undefined) return runStreamed(call);
  const end = await abortOnSignal((signal) => {
    const { engine, imageId: image, image: imageName, mounts, user, network, memoryBytes, cpus } = container;
    return runContainer(engine, {
      ...call,
      image,
      imageName,
      mounts,
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
