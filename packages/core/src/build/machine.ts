import type { ContainerOptions } from '../platform';
import type { Host } from '../toolchain';

/** The machine that runs a task, as a workspace uses it. */
export interface Machine {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly host: Host;
  readonly containers: ContainerOptions;
  /** Each line about what takes long: a pull. */
  readonly tell: (line: string) => void;
}
