import type { UnitFile } from '@nx-cross/core/unit';

/** The stages that a person can ask for by name. */
export const FRONT_DOOR_STAGES = ['cross-compile', 'strip', 'verify', 'smoke', 'package'] as const;
export type FrontDoorStage = (typeof FRONT_DOOR_STAGES)[number];
export type TargetKind = FrontDoorStage | 'checksum' | 'preflight' | 'publish';

/** What each target of a unit is called: the stage's own name unless `targets` of nx-cross.json gives another. */
export class TargetNames {
  private readonly renamed: NonNullable<UnitFile['targets']>;

  constructor(renamed: UnitFile['targets']) {
    this.renamed = renamed ?? {};
  }

  /** The front door, `package`. */
  of(kind: TargetKind): string {
    return this.renamed[kind] ?? kind;
  }

  /** One platform's own cached task, `package--aarch64-unknown-linux-gnu`. */
  forPlatform(kind: FrontDoorStage, platformId: string): string {
    return `${this.of(kind)}--${platformId}`;
  }

  /** Every platform, `package-all`; those of a group, `package-all--linux`. */
  forAll(kind: FrontDoorStage, group?: string): string {
    return group === undefined ? `${this.of(kind)}-all` : `${this.of(kind)}-all--${group}`;
  }

  /** The cached fan-in of a release, `checksum-all`; of a group of platforms, `checksum--linux`. */
  checksum(group?: string): string {
    return group === undefined ? `${this.of('checksum')}-all` : `${this.of('checksum')}--${group}`;
  }

  publish(group?: string): string {
    return group === undefined ? this.of('publish') : `${this.of('publish')}--${group}`;
  }
}
