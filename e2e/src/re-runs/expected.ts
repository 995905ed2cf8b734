import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskResult } from '@nx-cross/testing';

/** A row of the tables in docs/caching.md, which are made from the same file. */
export interface Row {
  readonly id: string;
  /** Markdown. */
  readonly edit: string;
  /** What runs again, in the table's own words; nothing where it is empty. */
  readonly runs: readonly string[];
  readonly note?: string;
  /** The code of the failure that the edit ends in. */
  readonly fails?: string;
  /** How many tasks the workspace has after the edit, where it is not the usual number. */
  readonly tasks?: number;
}

/** `own`: what nx-cross decides; `nx`: what Nx itself re-runs, too widely. */
export function readRows(): Readonly<Record<'own' | 'nx', readonly Row[]>> {
  return JSON.parse(readFileSync(join(__dirname, 'rows.json'), 'utf8')) as ReturnType<typeof readRows>;
}

/** The cached tasks of a run: the aggregates do nothing, so Nx runs them each time. */
export function cachedTasks(tasks: readonly TaskResult[]): readonly TaskResult[] {
  return tasks.filter(({ id }) => !/:(smoke|package)-all$/.test(id));
}

/** Those of a run's tasks that the row's words mean, sorted. */
export function meantBy(runs: readonly string[], tasks: readonly TaskResult[]): readonly string[] {
  const tests = runs.map(parsePhrase);
  return tasks
    .map(({ id }) => id)
    .filter((id) => tests.some((isMeant) => isMeant(id)))
    .sort();
}

/** `verify and package of greeter for musl`, `all of tool`, `the checksums`, `everything`, or a task by its name. */
function parsePhrase(phrase: string): (id: string) => boolean {
  if (phrase === 'everything') return () => true;
  if (phrase === 'everything but pages:build') return (id) => id !== 'pages:build';
  if (phrase === 'the checksums') return (id) => id === 'acme:checksum-all';
  const [, stages, project, platform] = /^(\S.*) of (\w+)(?: for (linux-x86_64|musl))?$/.exec(phrase) ?? [];
  if (stages === undefined || project === undefined) return (id) => id === phrase;
  const end = platform === undefined ? '' : platform === 'musl' ? '-musl' : '-gnu';
  const wanted = stages === 'all' ? undefined : stages.split(/, | and /);
  return (id) => {
    const [ofProject, target = ''] = id.split(':');
    return ofProject === project && target.endsWith(end) && (wanted?.includes(target.split('--')[0] ?? '') ?? true);
  };
}
