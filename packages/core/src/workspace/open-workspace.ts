import type { Manifests } from '../cargo';
import { openManifests } from '../cargo';
import { openIgnoreRules } from '../git-ignored';
import type { ConfiguredPlatform, Platform, WorkspaceOptions } from '../platform';
import { parseWorkspaceOptions } from '../platform';
import type { WorkspaceFiles } from './files';
import { openFiles } from './files';

/** What all projects of a workspace share. */
export interface Workspace extends Omit<WorkspaceOptions, 'platforms'> {
  readonly files: WorkspaceFiles;
  readonly manifests: Manifests;
  /** Whether git, and with it Nx, leaves a file out. */
  readonly isIgnored: (path: string) => boolean;
  /** In the order of nx.json; the host's own where none is configured. */
  readonly platforms: readonly ConfiguredPlatform[];
  /** `undefined` for a host that is not in the platform table. */
  readonly host: Platform | undefined;
}

/**
 * @param root Absolute.
 * @param options The plugin's options in nx.json.
 * @throws Failures of {@link parseWorkspaceOptions}.
 */
export function openWorkspace(root: string, options: unknown, host: Platform | undefined): Workspace {
  return workspaceOf(openFiles(root), options, host);
}

/** As {@link openWorkspace}, of files that are not all on disk. */
export function workspaceOf(files: WorkspaceFiles, options: unknown, host: Platform | undefined): Workspace {
  const { platforms, ...rest } = parseWorkspaceOptions(options, { file: 'nx.json', readText: files.readText });
  const own = host === undefined ? [] : [{ platform: host }];
  return {
    files,
    manifests: openManifests(files.readText),
    isIgnored: openIgnoreRules(files.readText),
    platforms: platforms.length === 0 ? own : platforms,
    ...rest,
    host,
  };
}
