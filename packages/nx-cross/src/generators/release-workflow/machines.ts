import type { Platform } from '@nx-cross/core/platform';
import { findPlatform, linkerTable } from '@nx-cross/core/platform';
import type { LinkerStrategy } from '@nx-cross/core/unit';
import type { LoadedUnit } from '@nx-cross/core/workspace';

/** Named by version: `-latest` would bring another glibc and another compiler one day. */
export const LINUX_RUNNER = 'ubuntu-24.04';

/** What the runner is: whom a workflow is written for sees the workspace as it does, wherever the generator runs. */
export const LINUX_PLATFORM = findPlatform('linux-x86_64');

/** Runners that link natively for what nothing links for from Linux, or for what must not be linked from there. */
const OWN_RUNNERS: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu': 'ubuntu-24.04-arm',
  // Apple's own clang links for both of its architectures.
  'aarch64-apple-darwin': 'macos-15',
  'x86_64-apple-darwin': 'macos-15',
  'x86_64-pc-windows-msvc': 'windows-2025',
  'aarch64-pc-windows-msvc': 'windows-11-arm',
};

/** Where a unit is compiled for a platform. */
export interface Machine {
  readonly runner: string;
  /** Of the distribution: what links there and is not on the runner. */
  readonly packages: readonly string[];
  readonly inContainer: boolean;
}

/** `undefined` where no runner of GitHub compiles the unit for the platform. */
export function chooseMachine(unit: LoadedUnit, platform: Platform): Machine | undefined {
  const { environments, strategy } = unit.optionsFor(platform).compile;
  const order = strategy === 'auto' ? automaticOrder(platform) : strategy;
  if (environments[0] === 'container') return { runner: LINUX_RUNNER, packages: [], inContainer: true };
  const linked = order.map((each) => packagesOnLinux(each, platform, unit.floorFor(platform) !== undefined));
  const packages = linked.find((each) => each !== undefined);
  if (packages !== undefined) return { runner: LINUX_RUNNER, packages, inContainer: false };
  const runner = OWN_RUNNERS[platform.id];
  if (runner === undefined || !order.includes('native')) return undefined;
  return { runner, packages: [], inContainer: false };
}

/** As the plan of a build tries them. */
function automaticOrder({ os }: Platform): readonly LinkerStrategy[] {
  return os === 'windows' ? ['native', 'gcc'] : ['native', 'zig', 'gcc'];
}

/** `undefined` where the strategy does not link for the platform from Linux on x86_64. */
function packagesOnLinux(
  strategy: LinkerStrategy,
  platform: Platform,
  hasFloor: boolean,
): readonly string[] | undefined {
  const { gcc, zig } = linkerTable(platform);
  switch (strategy) {
    case 'native':
      return platform.id === LINUX_PLATFORM?.id && !hasFloor ? [] : undefined;
    case 'zig':
      return zig === undefined ? undefined : [];
    case 'gcc':
      return gcc === undefined || hasFloor ? undefined : gcc.debianPackage.split(' ');
  }
}
