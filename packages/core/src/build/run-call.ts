import type { ContainerEnd, ContainerShape, Copy, KeptContainer } from '../container';
import { abortOnSignal, outOfMemory, runContainer } from '../container';
import { receiveFile } from './fetch-results';
import { copiesFor, prepareMounts } from './placed-files';
import type { BuildPlan, PlannedContainer } from './plan';
import type { StreamedCall, StreamedResult } from './streamed-process';
import { isWaitingForLock, runStreamed } from './streamed-process';

export interface CallPurpose {
  /** For people: `Compiling server for aarch64-unknown-linux-gnu`. */
  readonly doing: string;
  /** Leaves the container of a call that failed. */
  readonly keepFailed: boolean;
}

/** What a call works on, for a container that does not see this machine's files. */
export interface CallFiles {
  readonly reads: () => readonly Copy[];
  /** Absolute. */
  readonly changes: readonly string[];
}

/**
 * Runs a call where the plan says.
 *
 * @throws Failure `out-of-memory`, `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function runPlanned(
  { container }: BuildPlan,
  call: StreamedCall,
  { doing, keepFailed }: CallPurpose,
  work: CallFiles,
): Promise<StreamedResult> {
  if (container === undefined) return runStreamed(call);
  const keep = keepFailed ? { keep: doing } : {};
  const copies = copiesFor(container.files, work.reads);
  const copying =
    copies === undefined ? {} : { copyIn: copies, copyOut: { paths: work.changes, receive: receiveFile } };
  const shape = await prepareContainer(container);
  const end = await abortOnSignal((signal) =>
    runContainer(container.engine, { ...call, ...shape, ...copying, ...keep, isWaiting: isWaitingForLock, signal }),
  );
  if (end.kept !== undefined) for (const line of renderKept(end.kept)) call.onStderrLine(line);
  return readEnd(end, container, doing);
}

/** What a container of the plan is made of, besides what runs in it; the folders and volumes that it sees are there then. */
export async function prepareContainer(
  container: PlannedContainer,
): Promise<Omit<ContainerShape, 'argv' | 'cwd' | 'env'>> {
  const { imageId: image, image: imageName, files, engine, user, network, memoryBytes, cpus } = container;
  const mounts = await prepareMounts(files, engine);
  return {
    ...{ image, imageName, mounts, network },
    ...(user === undefined ? {} : { user }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cpus === undefined ? {} : { cpus }),
  };
}

function renderKept({ enter, remove }: KeptContainer): readonly string[] {
  return ['nx-cross: the container of this build is kept:', `  to enter it:   ${enter}`, `  to remove it:  ${remove}`];
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
