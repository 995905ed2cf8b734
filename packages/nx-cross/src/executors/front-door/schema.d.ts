import type { FrontDoorStage } from '../../graph/target-names';

export interface FrontDoorSchema {
  stage: FrontDoorStage | 'checksum';
  target?: string;
  platforms?: string;
  /** Of a configuration. */
  platform?: string;
  releaseVersion?: string;
}
