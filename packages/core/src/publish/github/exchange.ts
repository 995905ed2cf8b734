import type { Octokit } from '@octokit/rest';
import { Failure } from '../../failure';
import type { Outcome, Refusal, Trouble } from './outcome';
import { classifyAnswer } from './outcome';
import { earliestWrite } from './pace';
import type { GithubPorts } from './ports';
import type { Parse } from './remote';

export interface Request<T> {
  /** `GET /repos/{owner}/{repo}` or a whole address. */
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly parse: Parse<T>;
  /** For messages: `list the releases`. */
  readonly what: string;
}

/** An answer of a read: trouble was waited out, or ended everything. */
export type ReadOutcome<T> = Exclude<Outcome<T>, Trouble>;
/** An answer of a write: a limit was waited out, since nothing was done; the rest is the caller's to look into. */
export type WriteOutcome<T> = Exclude<Outcome<T>, { readonly kind: 'limited' }>;

/** How often one thing is tried. The waits between double, so that five span half a minute. */
const ATTEMPTS = 5;
/** GitHub's limits are of an hour; whoever is told to wait longer should hear of it. */
const LONGEST_WAIT_MS = 3_600_000 + 60_000;

/** Requests to GitHub, one after another, never faster than it allows. */
export class Exchange {
  constructor(
    private readonly octokit: Octokit,
    readonly ports: GithubPorts,
  ) {}

  /** Reads are tried again. Failure: `github-unreachable`. */
  async read<T>(request: Request<T>): Promise<ReadOutcome<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.send(request);
      if (outcome.kind === 'ok' || outcome.kind === 'refused') return outcome;
      await this.waitOut(request.what, outcome, attempt);
    }
  }

  /** Failure: `github-unreachable` where a limit does not end. */
  async write<T>(request: Request<T>, bodyOf?: () => Promise<unknown>): Promise<WriteOutcome<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.inTurn(async () => {
        // A body is made anew for each attempt: what was sent once is used up.
        const data = bodyOf === undefined ? {} : { data: await bodyOf() };
        return this.send({ ...request, parameters: { ...request.parameters, ...data } });
      });
      if (outcome.kind !== 'limited') return outcome;
      await this.waitOut(request.what, outcome, attempt);
    }
  }

  private async inTurn<T>(send: () => Promise<T>): Promise<T> {
    const { ledger, now } = this.ports;
    const turn = await ledger.takeTurn();
    try {
      await this.pause(turn.ended);
      await turn.note(now());
      const outcome = await send();
      await turn.note(now());
      return outcome;
    } finally {
      await turn.giveBack();
    }
  }

  private async pause(ended: readonly number[]): Promise<void> {
    const { now, sleep, tell } = this.ports;
    for (;;) {
      const ms = earliestWrite(ended, now()) - now();
      if (ms <= 0) return;
      // The second between two writes is not worth a word.
      if (ms > 1000) tell({ kind: 'waiting', why: 'GitHub takes 500 writes an hour', ms });
      await sleep(ms);
    }
  }

  /** Failure: `github-unreachable` after the last attempt, with the reason of that one. */
  async waitOut(what: string, trouble: Trouble, attempt: number): Promise<void> {
    const ms = trouble.kind === 'limited' ? trouble.waitMs * 2 ** (attempt - 1) : 1000 * 2 ** attempt;
    if (attempt >= ATTEMPTS || ms > LONGEST_WAIT_MS) throw unreachable(what, trouble, attempt);
    this.ports.tell({ kind: 'waiting', why: trouble.why, ms });
    await this.ports.sleep(ms);
  }

  private async send<T>({ route, parameters, parse }: Request<T>): Promise<Outcome<T>> {
    try {
      const { data, headers } = await this.octokit.request(route, parameters);
      const value = parse(data);
      return value === undefined
        ? { kind: 'uncertain', why: 'the answer was cut off' }
        : { kind: 'ok', value, headers };
    } catch (error) {
      return classifyError(error);
    }
  }
}

/** What octokit throws; anything else is a bug. */
function classifyError(error: unknown): Refusal | Trouble {
  const { status, response, message } = error as {
    readonly status?: unknown;
    readonly response?: { readonly headers: Readonly<Record<string, string>>; readonly data: unknown };
    readonly message?: string;
  };
  if (typeof status !== 'number') throw error;
  // Octokit tells of a failed network as of an answer 500 without an answer.
  if (response === undefined) return { kind: 'uncertain', why: `the connection failed: ${message ?? ''}` };
  return classifyAnswer({ status, headers: response.headers, data: response.data });
}

function unreachable(what: string, { why }: Trouble, attempts: number): Failure {
  const times = attempts === 1 ? '' : ` after ${String(attempts)} attempts`;
  return new Failure('github-unreachable', {
    message: `GitHub could not be asked to ${what}${times}: ${why}`,
    hint: 'publish again later: what was uploaded stays in the draft and is not uploaded twice',
  });
}

/** What GitHub said no to, in its own words. */
export function refused(what: string, { status, message }: Refusal): Failure {
  return new Failure('github-refused', {
    message: `GitHub refused to ${what} (${String(status)}): ${message}`,
    hint: 'what was uploaded stays in the draft: mend the cause and publish again',
  });
}
