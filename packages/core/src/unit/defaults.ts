/** What holds where `nx-cross.json` says nothing; the schema, the options and the documentation take it from here. */
export const COMPILE_DEFAULTS = {
  profile: 'release',
  defaultFeatures: true,
  strategy: 'auto',
  /** Seconds. */
  timeout: 1800,
} as const;

export const STRIP_DEFAULTS = { enabled: true, splitSymbols: false } as const;

export const VERIFY_DEFAULTS = { buildPaths: false } as const;

export const SMOKE_DEFAULTS = {
  arguments: ['--version'],
  version: false,
  /** Seconds. */
  timeout: 60,
} as const;

export const ARCHIVE_DEFAULTS = {
  name: '{unit}-v{version}-{platform}',
  binaryName: '{binary}',
  wrapInDirectory: false,
  from: 'verify',
} as const;

export const ARCHIVE_FILE_DEFAULTS = { mode: '0644' } as const;

export const RELEASE_DEFAULTS = { sidecars: false, manifestText: false } as const;

export const GITHUB_DEFAULTS = { draft: false, ifExists: 'resume' } as const;
