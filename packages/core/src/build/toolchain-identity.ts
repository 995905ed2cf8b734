import type { Failure } from '../failure';
import type { EnvironmentName } from '../platform';
import type { ToolIdentity } from '../toolchain';

/** Everything besides sources and options that decides what a task makes: what {@link ToolDemand} was answered with. */
export interface ToolchainIdentity {
  /** The choice that was made: a linker strategy, `objcopy`, `qemu`; `image` where that decides everything. */
  readonly choice: string;
  /** Where it runs. */
  readonly environment: EnvironmentName;
  readonly tools: readonly ToolIdentity[];
}

/** `on the host`, `in a container` */
export function renderEnvironment(environment: EnvironmentName): string {
  return environment === 'host' ? 'on the host' : 'in a container';
}

/**
 * An identity as one line, which is hashed, compared and shown to people:
 * `zig on the host: rustc 1.95.0 (59807616e 2026-04-14); zig 0.17.0`.
 */
export function renderIdentity({ choice, environment, tools }: ToolchainIdentity): string {
  const named = tools.map(({ name, version }) => `${name} ${version}`);
  return `${choice} ${renderEnvironment(environment)}${named.length === 0 ? '' : `: ${named.join('; ')}`}`;
}

/** Stands for an identity where nothing answers: no result is ever cached under it, since no task succeeds with it. */
export function renderAbsence(failure: Pick<Failure, 'message'>): string {
  return `absent: ${failure.message}`;
}
