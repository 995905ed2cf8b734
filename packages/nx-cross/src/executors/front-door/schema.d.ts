import type { FrontDoorStage } from '../../graph/target-names';

export interface FrontDoorSchema {
  stage: FrontDoorStage | 'checksum';
  target?: string;
  platforms?: string;
  /** Of a configuration. */
  platform?: string;
  releaseVersion?: string;
  /** Read from the command line by the hook, which hands it on to the tasks. */
  keep?: boolean;
}
