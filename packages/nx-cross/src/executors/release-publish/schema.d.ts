export interface ReleasePublishSchema {
  dryRun?: boolean;
  nxReleaseVersionData?: Readonly<Record<string, { readonly newVersion: string | null }>>;
}
