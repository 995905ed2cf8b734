import { Failure, Failures, renderFailure } from '@nx-cross/core';

/** Nx prints an error's message and stack; of an expected failure only its own words help. Anything else is a bug and stays as it is. */
export function readableError(error: Error): Error {
  if (!(error instanceof Failure) && !(error instanceof Failures)) return error;
  const message = error instanceof Failures ? error.message : renderFailure(error);
  return Object.assign(new Error(message), { stack: message });
}
