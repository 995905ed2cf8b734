/** What the channel needs of the world. */
export interface GithubPorts {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly ledger: WriteLedger;
  /** What a person should see while it goes on. */
  readonly tell: (event: GithubEvent) => void;
}

/** The writes of all who share GitHub's limits: one at a time, each knowing of those before it. */
export interface WriteLedger {
  /** Waits until nobody else writes. */
  takeTurn(): Promise<WriteTurn>;
}

export interface WriteTurn {
  /** When the writes before this one had ended, in order. */
  readonly ended: readonly number[];
  /** Notes the one write of this turn: as it begins, since it may be killed, and again as it has ended. */
  note(at: number): Promise<void>;
  giveBack(): Promise<void>;
}

export type GithubEvent =
  | { readonly kind: 'waiting'; readonly why: string; readonly ms: number }
  /** Somebody else's write comes first. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'uploading'; readonly name: string; readonly size: number; readonly sent: number }
  | { readonly kind: 'done'; readonly what: string };
