import type { PassedOver } from '../artifact/record';
import type { Engine } from '../container/engine';
import type { ContainerCall } from '../container/container-call';
import type { EnvironmentName } from '../platform/container-options';
import type { PlatformId } from '../platform/platform';
import type { ToolIdentity } from '../toolchain/tool';
import type { LinkerStrategy } from '../unit/unit';
import type { PlacedFiles } from './placed-files';
import type { ToolchainIdentity } from './toolchain-identity';

/** The part of a plan that every machine agrees on, or makes something else. */
export function identityOfPlan({ linker, container, environment, toolchain }: BuildPlan): ToolchainIdentity {
  return { choice: container === undefined ? linker : 'image', environment, tools: toolchain };
}

/** One process of a build. */
export interface PlannedCall {
  readonly crate: string;
  /** The crate's binaries that the unit ships, without `.exe`. */
  readonly binaries: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly argv: readonly [string, ...string[]];
  /** The whole environment that the builder gets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Of a fetch, which runs no code of the crates: with the machine's network it goes the same ways as a fetch outside. */
export const FETCH_NETWORK = 'host';

/** The container that each call of a plan runs in. */
export interface PlannedContainer {
  readonly engine: Engine;
  /** As nx.json names it, and the id under which the engine has it. */
  readonly image: string;
  readonly imageId: string;
  readonly files: PlacedFiles;
  /** `1000:1000`, where the engine would else make files that are root's. */
  readonly user?: string;
  readonly network: ContainerCall['network'];
  readonly memoryBytes?: number;
  readonly cpus?: number;
}

/**
 * The one resolved choice of builder, linker strategy and environment, with the reason each other choice was passed
 * over. Plain JSON; it names absolute paths, so it is printed and run, never cached.
 */
export interface BuildPlan {
  readonly unit: string;
  readonly platform: PlatformId;
  /** `2.17`; absent where the platform has no glibc or no floor is kept. */
  readonly glibcFloor?: string;
  readonly builder: 'cargo';
  readonly linker: LinkerStrategy;
  readonly environment: EnvironmentName;
  /** Of the environment `container`. */
  readonly container?: PlannedContainer;
  /** Everything that decides the bytes besides the sources. */
  readonly toolchain: readonly ToolIdentity[];
  readonly passedOver: readonly PassedOver[];
  readonly timeoutSeconds: number;
  /** Cargo's, absolute. */
  readonly targetDirectory: string;
  /** Runs before the calls where their container has no network; its own has the machine's ({@link FETCH_NETWORK}). */
  readonly fetch?: Pick<PlannedCall, 'argv' | 'cwd' | 'env'>;
  /** Runs on each binary, as its last word, that wants no debug information and has some all the same. */
  readonly dropDebug?: {
    readonly argv: readonly [string, ...string[]];
    readonly env: Readonly<Record<string, string>>;
  };
  readonly calls: readonly [PlannedCall, ...PlannedCall[]];
}
