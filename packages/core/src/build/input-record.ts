import { readFileSync } from 'node:fs';
import { writeNote } from '../artifact';

/** What a compile was hashed and made of, in words that a person can compare: name → what it was. */
export interface InputRecord {
  /** Nx's hash of the task. */
  readonly hash: string;
  /** Input file → sha256. Also what Nx hashes of the workspace: nx.json, .gitignore. */
  readonly files: Readonly<Record<string, string>>;
  /** Packages of the lock file's closure → version and source. */
  readonly packages: Readonly<Record<string, string>>;
  /** Key of nx-cross.json, or what else decides a compile → its value as JSON. */
  readonly settings: Readonly<Record<string, string>>;
  /** `rustc` → `1.95.0 (…)`. */
  readonly tools: Readonly<Record<string, string>>;
  /** Variables that decide → a digest of the value, which may be a secret. */
  readonly variables: Readonly<Record<string, string>>;
}

/** One difference between two records: `apps/cli/src/main.rs changed`. */
export interface InputChange {
  readonly what: string;
  readonly how: string;
}

/** What is different, the most frequent reasons first. */
export function compareRecords(before: InputRecord, now: InputRecord): readonly InputChange[] {
  const plainly = (change: Change) =>
    change.from === undefined ? 'new' : change.to === undefined ? 'gone' : 'changed';
  const fully = ({ from, to }: Change) => `${from ?? 'absent'} → ${to ?? 'absent'}`;
  return [
    ...changes(before.files, now.files).map((change) => ({ what: change.name, how: plainly(change) })),
    ...changes(before.packages, now.packages).map((change) => ({ what: change.name, how: fully(change) })),
    ...changes(before.settings, now.settings).map((change) => ({ what: change.name, how: fully(change) })),
    ...changes(before.tools, now.tools).map((change) => ({ what: change.name, how: fully(change) })),
    ...changes(before.variables, now.variables).map((change) => ({ what: change.name, how: plainly(change) })),
  ];
}

interface Change {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

function changes(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.map((name) => ({ name, from: before[name], to: now[name] })).filter(({ from, to }) => from !== to);
}

/** The record that a file holds; `undefined` where nobody has left one, or an older version of this one. */
export function readInputRecord(file: string): InputRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as InputRecord;
    return PARTS.every((part) => typeof record[part] === 'object') ? record : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const PARTS = ['files', 'packages', 'settings', 'tools', 'variables'] as const;

export function writeInputRecord(file: string, record: InputRecord): void {
  writeNote(file, `${JSON.stringify(record, null, 1)}\n`);
}
