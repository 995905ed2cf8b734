export interface PreflightSchema {
  releaseVersion?: string;
}
