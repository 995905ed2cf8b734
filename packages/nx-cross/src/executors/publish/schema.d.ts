export interface PublishSchema {
  target?: string;
  platforms?: string;
  group?: string;
  dryRun?: boolean;
  replace?: boolean;
  finishDraft?: boolean;
  releaseVersion?: string;
}
