/** What may go wrong with one request, besides what GitHub itself says. */
export type Fault =
  /** The connection is cut: before anything is read, in the midst of the body, after all was done and before the answer, in the midst of the answer. */
  | { readonly kind: 'cut'; readonly at: 'before' | 'body' | 'done' | 'answer' }
  /** A failure is told; `done`: of what was done all the same. An upload that was not done may leave a `starter`. */
  | { readonly kind: 'status'; readonly status: 500 | 502 | 503; readonly done: boolean; readonly starter: boolean }
  /** A limit: of the hour (told by `x-ratelimit-reset`), or a secondary one, with or without `retry-after`. */
  | { readonly kind: 'limit'; readonly status: 403 | 429; readonly says: 'retry-after' | 'reset' | 'nothing' }
  /** Other bytes arrive than were sent. */
  | { readonly kind: 'corrupt' };

export interface FaultRequest {
  /** `repos/create-release` */
  readonly operation: string;
  readonly isWrite: boolean;
}

/** Asked once for each request, in the order in which they come. */
export type FaultPlan = (request: FaultRequest) => Fault | undefined;
