import type { Host } from '@nx-cross/core/toolchain';
import { doctor } from './doctor';
import type { FoundWorkspace } from './workspace';

export interface SetupOptions {
  readonly target?: string;
}

/** What `doctor --fix` is, under the name that a new workspace looks for. */
export function setup(
  { target }: SetupOptions,
  found: FoundWorkspace,
  host: Host,
  say: (line: string) => void,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  return doctor({ fix: true, ...(target === undefined ? {} : { target }) }, found, host, say);
}
