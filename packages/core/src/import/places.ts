import type { Stage } from '../artifact';

/** Stages whose folder another machine may have made; a release's checksums are always made here. */
export const IMPORTABLE_STAGES = ['cross-compile', 'strip', 'verify', 'package'] as const satisfies readonly Stage[];
export type ImportableStage = (typeof IMPORTABLE_STAGES)[number];

/** Where imported folders wait to be adopted, relative to the workspace's root. It keeps itself out of git, and so of Nx. */
export const IMPORTED_FOLDER = '.nx-cross/imported';

/** What was imported of one unit, for one platform, from one stage. */
export interface ImportKey {
  /** The release unit's name. */
  readonly unit: string;
  /** Platform id. */
  readonly platform: string;
  readonly stage: ImportableStage;
}

/** A unit's name may hold what no folder's can. */
export function importedFolder({ unit, platform, stage }: ImportKey): string {
  return `${IMPORTED_FOLDER}/${encodeURIComponent(unit)}/${platform}/${stage}`;
}
