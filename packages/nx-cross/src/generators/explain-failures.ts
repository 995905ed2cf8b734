import { Failure, Failures, renderFailure } from '@nx-cross/core';

/**
 * Nx prints an error's message and nothing else of it: an expected failure's must hold its code, place and hint too.
 * Without a stack Nx does not advise to look at one.
 */
export async function explainFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failures = error instanceof Failures ? error.failures : error instanceof Failure ? [error] : undefined;
    if (failures === undefined) throw error;
    throw Object.assign(new Error(failures.map(renderFailure).join('\n'), { cause: error }), { stack: '' });
  }
}
