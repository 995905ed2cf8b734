import { Failure, Failures } from '@nx-cross/core';
import type { SecretMask } from '@nx-cross/core/publish';

/** Runs work that knows a secret; what it throws, a bug too, says nothing of it. */
export async function maskFailures<T>(mask: SecretMask, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw masked(error, mask);
  }
}

function masked(error: unknown, mask: SecretMask): unknown {
  if (error instanceof Failures) return new Failures(error.failures.map((each) => maskedFailure(each, mask)));
  if (error instanceof Failure) return maskedFailure(error, mask);
  if (!(error instanceof Error)) return mask.mask(String(error));
  error.message = mask.mask(error.message);
  error.stack = mask.mask(error.stack ?? '');
  return error;
}

function maskedFailure({ code, message, hint, place, output }: Failure, mask: SecretMask): Failure {
  return new Failure(code, {
    message: mask.mask(message),
    ...(hint === undefined ? {} : { hint: mask.mask(hint) }),
    ...(place === undefined ? {} : { place }),
    ...(output === undefined ? {} : { output: mask.mask(output) }),
  });
}
