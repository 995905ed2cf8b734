import { Failure } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import { resolvePlatformPatterns } from '@nx-cross/core/platform';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import type { FoundWorkspace } from './workspace';

/**
 * The unit that a person names, by its name or its folder.
 *
 * @throws Failure `config-unreadable` with the names that there are.
 */
export function findUnit(name: string, { projects }: FoundWorkspace): LoadedUnit {
  const units = projects.flatMap(({ unit }) => (unit === undefined ? [] : [unit]));
  const folder = name.replace(/\/$/, '');
  const unit = units.find((each) => each.name === name) ?? units.find((each) => each.projectRoot === folder);
  if (unit !== undefined) return unit;
  throw new Failure('config-unreadable', {
    message: `There is no release unit ${JSON.stringify(name)}.`,
    hint: `Known: ${units
      .map((each) => each.name)
      .sort()
      .join(', ')}.`,
  });
}

/**
 * The one platform that a person names; the host's where they name none.
 *
 * @throws Failure `unknown-platform`
 */
export function findPlatform(unit: LoadedUnit, target: string | undefined, { workspace }: FoundWorkspace): Platform {
  const asked = target ?? workspace.host?.friendly;
  const [platform, other] = resolvePlatformPatterns(asked === undefined ? [] : [asked], {
    platforms: unit.platforms,
    groups: workspace.groups,
  });
  if (platform !== undefined && other === undefined) return platform;
  throw new Failure('unknown-platform', {
    message: 'One platform is wanted.',
    hint: `--target=<one of ${unit.platforms.map(({ friendly }) => friendly).join(', ')}>`,
  });
}
