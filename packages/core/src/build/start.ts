/** The machine and the moment, in milliseconds since 1970, before Nx hashed the tasks. */
export interface Start {
  readonly hostname: string;
  readonly at: number;
}

/** Carries it from the hook to the executors. */
export const STARTED = 'NX_CROSS_STARTED';

export function renderStart({ hostname, at }: Start): string {
  return `${hostname}:${at}`;
}

/** `undefined` where no hook has written it. */
export function parseStart(text: string | undefined): Start | undefined {
  const [, hostname, at] = /^(.*):(\d+)$/.exec(text ?? '') ?? [];
  return hostname === undefined ? undefined : { hostname, at: Number(at) };
}
