import { renderFailures } from '@nx-cross/core';

/**
 * Runs an executor's work. An expected failure is printed in its own words and ends the task; anything else is a bug
 * and is thrown, so that Nx prints where it came from.
 */
export async function reportFailures(work: () => Promise<boolean | void>): Promise<{ success: boolean }> {
  try {
    return { success: (await work()) ?? true };
  } catch (error) {
    process.stderr.write(`${renderFailures(error)}\n`);
    return { success: false };
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
