/**
 * Where a stage leaves its files, relative to the workspace's root. `{projectName}` is a token that Nx fills in, since
 * a project's name is known only after all plugins have spoken.
 */
export const PROJECT_TOKEN = '{projectName}';

export function stageFolder(project: string, platformId: string, stage: string): string {
  return `dist/${project}/${platformId}/${stage}`;
}

/** `dist/<project>/checksum`, of a group `dist/<project>/checksum--<group>`. */
export function checksumFolder(project: string, group?: string): string {
  return `dist/${project}/checksum${group === undefined ? '' : `--${group}`}`;
}

/** Of a choice of platforms that is no group: a name that no group's folder can have. */
export function selectionFolder(project: string): string {
  return `dist/${project}/checksum-selection`;
}

export function publishedFolder(project: string): string {
  return `dist/${project}/published`;
}
