import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, writeNote } from '../artifact';
import { Failure, throwFailures } from '../failure';
import type { InputSnapshot } from './input-snapshot';
import { parseStart } from './start';

export interface InputsAsHashed {
  /** What {@link renderStart} wrote in the hook. */
  readonly started: string | undefined;
  readonly hostname: string;
  readonly now: number;
  /** Whether a path is another task's output, which is hashed when that task has run. */
  readonly isOutput: (path: string) => boolean;
  /** Absolute folder in which the tasks of one run tell each other what they found. */
  readonly notes: string;
}

/**
 * Finds inputs that were written after Nx began to hash: the hash may have been made of their older content. Where another
 * task of the same run has seen the same content before, it is not newer: a build script wrote again what was there. On
 * another machine than the one that hashed nothing can be said: a checkout has any time.
 *
 * @throws Failure `input-changed`
 */
export function requireAsHashed(snapshot: InputSnapshot, start: InputsAsHashed): void {
  const begun = parseStart(start.started);
  if (begun?.hostname !== start.hostname) return;
  const startedAt = begun.at;
  const written = [...snapshot].filter(
    ([path, { mtimeMs }]) => mtimeMs > startedAt && mtimeMs <= start.now && !start.isOutput(path),
  );
  const seen = written.length === 0 ? [] : readNotes(join(start.notes, String(startedAt)));
  const unseen = written.filter(([path, { sha256 }]) => !seen.some((note) => note[path] === sha256));
  throwFailures(
    unseen.map(
      ([path]) =>
        new Failure('input-changed', {
          message: `${path} was written after Nx had begun to hash: the task’s hash may be that of an older content.`,
          hint: 'Run it again. Where a task writes it: name that task in `dependsOn`, and the file in its `outputs`.',
        }),
    ),
  );
  takeNote(start.notes, startedAt, snapshot);
}

type Note = Readonly<Record<string, string>>;

function readNotes(folder: string): readonly Note[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Note);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Of two runs of one checkout at the same moment neither must remove the other's. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Named after its content, so that tasks with the same inputs leave one. */
function takeNote(notes: string, startedAt: number, snapshot: InputSnapshot): void {
  const note = Object.fromEntries([...snapshot].map(([path, { sha256 }]) => [path, sha256]));
  const folder = join(notes, String(startedAt));
  writeNote(join(folder, `${digestOf(note).slice(0, 16)}.json`), JSON.stringify(note));
  for (const other of readdirSync(notes)) {
    if (Number(other) < startedAt - KEPT_MS) rmSync(join(notes, other), { recursive: true, force: true });
  }
}
