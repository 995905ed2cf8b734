/** How one request ended. */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly headers: Headers }
  /** GitHub says no, and would say so again. */
  | Refusal
  | Trouble;

/** What the next attempt may mend. */
export type Trouble =
  /** Nobody knows whether it was done: the network failed, or GitHub did. */
  | { readonly kind: 'uncertain'; readonly why: string }
  /** It was not done, and may be asked for again after a while. */
  | { readonly kind: 'limited'; readonly why: string; readonly waitMs: number };

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly message: string;
  /** An asset of this name is there already: an earlier attempt may have been told as a failure and done its work. */
  readonly alreadyExists: boolean;
}

/** The names of an answer's headers in lower case. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

/** Where GitHub names no time, it asks for a minute at least. */
const UNNAMED_WAIT_MS = 60_000;

/** What an answer of 400 and above means: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api. */
export function classifyAnswer(answer: FailedAnswer): Refusal | Trouble {
  const { status } = answer;
  const message = messageOf(answer);
  if (isLimit(answer, message)) return { kind: 'limited', why: message, waitMs: waitOf(answer.headers) };
  if (status >= 500) return { kind: 'uncertain', why: `GitHub answered ${String(status)}: ${message}` };
  return { kind: 'refused', status, message, alreadyExists: status === 422 && hasCode(answer.data, 'already_exists') };
}

function isLimit({ status, headers }: FailedAnswer, message: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return 'retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message);
}

/** `retry-after` in seconds, else until the limit's hour is over, by GitHub's own clock. */
function waitOf(headers: Headers): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1000;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
  const date = Date.parse(String(headers['date']));
  const isPrimary = headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset) && Number.isFinite(date);
  // The date is told in whole seconds, so that the moment may be a second later than it says.
  return isPrimary ? Math.max(0, reset - date) + 1000 : UNNAMED_WAIT_MS;
}

function messageOf({ status, data }: FailedAnswer): string {
  const { message, errors } = (typeof data === 'object' && data !== null ? data : {}) as {
    readonly message?: unknown;
    readonly errors?: unknown;
  };
  const details = Array.isArray(errors) ? errors.map(renderDetail) : [];
  const head = typeof message === 'string' && message !== '' ? message : `status ${String(status)}`;
  return [head, ...details].join('; ');
}

function renderDetail(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return String(detail);
  const { message, field, code } = detail as Readonly<Record<string, unknown>>;
  return typeof message === 'string' ? message : `${String(field ?? '')} ${String(code ?? '')}`.trim();
}

function hasCode(data: unknown, code: string): boolean {
  const errors = (data as { readonly errors?: unknown } | null)?.errors;
  return Array.isArray(errors) && errors.some((each: { readonly code?: unknown }) => each.code === code);
}
