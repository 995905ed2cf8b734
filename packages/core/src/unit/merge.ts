import type { Platform, PlatformGroups } from '../platform';
import { matchesPlatform } from '../platform';
import type { Override, UnitFile } from './schema';

/** Sections whose keys are overridden one by one; all else, lists too, is replaced whole. */
const MERGED = ['env', 'embeds', 'strip', 'verify', 'archive'] as const;

/** The options of a unit for one platform as they were written: its overrides applied in the order of the file, later ones win. */
export function mergeOverrides(unit: UnitFile, platform: Platform, groups: PlatformGroups): UnitFile {
  return Object.entries(unit.overrides ?? {})
    .filter(([pattern]) => matchesPlatform([pattern], platform, groups))
    .reduce<UnitFile>((merged, [, override]) => applyOverride(merged, override), unit);
}

function applyOverride(unit: UnitFile, override: Override): UnitFile {
  const sections = MERGED.filter((key) => override[key] !== undefined).map((key) => [
    key,
    { ...unit[key], ...override[key] },
  ]);
  return { ...unit, ...override, ...(Object.fromEntries(sections) as Partial<UnitFile>) };
}
