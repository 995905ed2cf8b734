export interface PublishSchema {
  platforms?: string;
  group?: string;
  dryRun?: boolean;
  replace?: boolean;
  releaseVersion?: string;
}
