export interface PublishSchema {
  target?: string;
  platforms?: string;
  group?: string;
  dryRun?: boolean;
  replace?: boolean;
  releaseVersion?: string;
}
