import { createInterface } from 'node:readline';
import { isLost } from './engine-failure';

/** One line of the answer to a pull or a build: JSON. */
export interface EngineEvent {
  readonly id?: string;
  readonly status?: string;
  /** What a step of a build says; of a pull, Podman's word for `status`. */
  readonly stream?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/**
 * Reads an answer that goes on for as long as the engine works.
 *
 * @param onEvent Gets each event, and whether a failure has been told with it or before.
 * @returns What the engine said of a failure.
 */
export async function readEvents(
  answer: NodeJS.ReadableStream,
  onEvent: (event: EngineEvent, hasFailed: boolean) => void,
): Promise<string | undefined> {
  let failed: string | undefined;
  let broken: unknown;
  answer.once('error', (error) => (broken = error));
  for await (const line of createInterface({ input: answer })) {
    const event = parseEvent(line);
    failed ??= event.errorDetail?.message ?? event.error;
    onEvent(event, failed !== undefined);
  }
  if (failed === undefined && broken !== undefined && isLost(broken)) throw broken;
  return failed;
}

export function parseEvent(line: string): EngineEvent {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === 'object' && event !== null ? event : {};
  } catch {
    // The end of an answer that was cut: what is missing is told by the image that is not there.
    return {};
  }
}
