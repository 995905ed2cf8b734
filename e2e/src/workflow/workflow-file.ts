/** What a run of a workflow needs to know of its file. */
export interface WorkflowFile {
  readonly env?: Env;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

export interface WorkflowJob {
  readonly needs?: string | readonly string[];
  readonly env?: Env;
  readonly strategy?: { readonly matrix: { readonly include: readonly Row[] } };
  readonly steps: readonly WorkflowStep[];
}

export interface WorkflowStep {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Env;
  readonly run?: string;
}

export type Env = Readonly<Record<string, string>>;
export type Row = Readonly<Record<string, unknown>>;

/** What expressions may name: `matrix.platform`, `inputs.dry-run`, `github.token`. What is not there is empty, as GitHub has it. */
export type Values = Readonly<Record<string, unknown>>;

/** Expressions that are one name, with `!` in front or not; anything else is an error: nothing here guesses. */
export function evaluate(text: string, values: Values): string {
  return text.replace(/\$\{\{ ([^}]*) \}\}/g, (_, inner: string) => {
    const value = valueOf(inner, values);
    return value === undefined || value === null ? '' : String(value);
  });
}

/** Of an `if`: a name that is empty, false or not there counts as no. */
export function isTrue(condition: string | undefined, values: Values): boolean {
  if (condition === undefined) return true;
  const [, inner] = /^\$\{\{ ([^}]*) \}\}$/.exec(condition) ?? [];
  if (inner === undefined) throw new Error(`no condition that is known here: ${condition}`);
  return Boolean(valueOf(inner, values));
}

function valueOf(inner: string, values: Values): unknown {
  const [, not, name] = /^(!?)([a-z][\w-]*(?:\.[\w-]+)+)$/i.exec(inner) ?? [];
  if (name === undefined) throw new Error(`no expression that is known here: ${inner}`);
  return not === '!' ? !values[name] : values[name];
}
