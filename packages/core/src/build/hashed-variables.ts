import { digestOfBytes } from '../artifact';
import { Failure, throwFailures } from '../failure';
import { parseStart, STARTED } from './start';

type Env = Readonly<Record<string, string | undefined>>;

/** Carries what variables were where tasks were hashed to where they run. Agents get only names that begin with `NX_`. */
export const VARIABLES = 'NX_CROSS_VARIABLES';

/** Name → digest of the value, as JSON, of those that are set: a value may be a secret. */
export function renderVariables(names: readonly string[], env: Env): string {
  const set = [...new Set(names)].sort().filter((name) => env[name] !== undefined);
  return JSON.stringify(Object.fromEntries(set.map((name) => [name, digestOfValue(env[name])])));
}

export interface VariablesAsHashed {
  /** Names of the variables in the task's hash. */
  readonly names: readonly string[];
  /** The task's own. */
  readonly env: Env;
  readonly hostname: string;
}

/**
 * On another machine than the one that hashed, a variable of the hash must have the same value: the result would be
 * stored as that of another. On the same one Nx gives a task what it has hashed, a project's own `.env` too, which no
 * hook sees.
 *
 * @throws Failure `variable-differs` for each
 */
export function requireVariablesAsHashed({ names, env, hostname }: VariablesAsHashed): void {
  const start = parseStart(env[STARTED]);
  const text = env[VARIABLES];
  if (start === undefined || start.hostname === hostname || !text) return;
  const hashed = JSON.parse(text) as Readonly<Record<string, string>>;
  throwFailures(names.flatMap((name) => compare(name, hashed[name], digestOfValue(env[name]))));
}

function compare(name: string, hashed: string | undefined, here: string | undefined): Failure[] {
  if (hashed === here) return [];
  const how =
    hashed === undefined
      ? 'is set here, and was not where the task was hashed'
      : here === undefined
        ? 'is not set here, and was where the task was hashed'
        : 'has another value here than where the task was hashed';
  return [
    new Failure('variable-differs', {
      message: `The variable ${name} ${how}: the result would be taken for another’s.`,
      hint: 'Give all machines of a run the same value; agents get by themselves only what begins with NX_.',
    }),
  ];
}

/** An empty variable is hashed as none is. */
function digestOfValue(value: string | undefined): string | undefined {
  return value ? digestOfBytes(value).slice(0, 16) : undefined;
}
