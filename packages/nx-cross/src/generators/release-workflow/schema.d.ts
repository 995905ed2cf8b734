export interface ReleaseWorkflowGeneratorSchema {
  project?: string;
  packages?: string[];
  skipFormat?: boolean;
}
