import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import type { Rig } from '@nx-cross/testing';

type Files = Readonly<Record<string, string>>;

/** Makes a workspace's files these. One that stays as it is keeps its time, as with an editor or git. */
export function applyFiles(rig: Rig, before: Files, after: Files): void {
  for (const path of Object.keys(before)) if (after[path] === undefined) removeWithFolders(rig, path);
  for (const [path, text] of Object.entries(after)) if (before[path] !== text) rig.write(path, text);
}

/** As git does: a folder that nothing is left in goes too, or cargo takes it for a crate. */
function removeWithFolders(rig: Rig, path: string): void {
  rig.remove(path);
  const folder = posix.dirname(path);
  if (folder !== '.' && readdirSync(rig.path(folder)).length === 0) removeWithFolders(rig, folder);
}
