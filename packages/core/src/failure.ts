import type { FailureCode } from './failure-codes';

/** A place in a file that a person wrote, counted from 1. */
export interface Place {
  /** Relative to the workspace's root, with `/`. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface FailureDetail {
  /** What happened, where: one sentence, without the code. */
  readonly message: string;
  /** What to do: one sentence or one command line. */
  readonly hint?: string;
  readonly place?: Place;
}

/**
 * An expected failure: the user's input, a missing tool, a compiler that said no.
 * Bugs are not failures; they throw whatever they throw.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  /** A tool's own words, whole; printed below the message. */
  readonly output: string | undefined;

  constructor(code: FailureCode, detail: FailureDetail & { readonly output?: string; readonly cause?: unknown }) {
    super(detail.message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = detail.hint;
    this.place = detail.place;
    this.output = detail.output;
  }
}

/** Several failures that were found in one go, e.g. every mistake of one file. */
export class Failures extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map(renderFailure).join('\n'));
    this.name = 'Failures';
    this.failures = failures;
  }
}

/** Throws nothing for none, the failure itself for one, all of them together for several. */
export function throwFailures(failures: readonly Failure[]): void {
  const [first, ...rest] = failures;
  if (first === undefined) return;
  throw rest.length === 0 ? first : new Failures(failures);
}

// Control characters in a file name or a tool's answer must not drive the terminal of whoever reads the message.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** `nx-cross: <code>: <place>: <message>`, the hint on a line of its own, then the tool's own words. */
export function renderFailure(failure: Failure): string {
  const place = failure.place === undefined ? '' : `${renderPlace(failure.place)}: `;
  const lines = [`nx-cross ${failure.code}: ${place}${failure.message}`];
  if (failure.hint !== undefined) lines.push(`  → ${failure.hint}`);
  const head = lines.map((line) => line.replace(CONTROL_CHARACTERS, '?')).join('\n');
  return failure.output === undefined ? head : `${head}\n${failure.output.trimEnd()}`;
}

function renderPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** A caught failure, or several. Anything else is a bug and is thrown on. */
export function failuresOf(error: unknown): readonly Failure[] {
  if (error instanceof Failures) return error.failures;
  if (error instanceof Failure) return [error];
  throw error;
}

/** An expected failure as a value, of several the first. */
export async function settle<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    const [first] = failuresOf(error);
    if (first !== undefined) return first;
    throw error;
  }
}

/** The words of a caught failure, or of several. Anything else is a bug and is thrown on. */
export function renderFailures(error: unknown): string {
  return failuresOf(error).map(renderFailure).join('\n');
}
