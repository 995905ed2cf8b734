/** What the channel needs of the world. */
export interface GithubPorts {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** What a person should see while it goes on. */
  readonly tell: (event: GithubEvent) => void;
}

export type GithubEvent =
  | { readonly kind: 'waiting'; readonly why: string; readonly ms: number }
  | { readonly kind: 'uploading'; readonly name: string; readonly size: number; readonly sent: number }
  | { readonly kind: 'done'; readonly what: string };
