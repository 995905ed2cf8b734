import type { Rig } from '@nx-cross/testing';

type Files = Readonly<Record<string, string>>;

/** Makes a workspace's files these. One that stays as it is keeps its time, as with an editor or git. */
export function applyFiles(rig: Rig, before: Files, after: Files): void {
  for (const path of Object.keys(before)) if (after[path] === undefined) rig.remove(path);
  for (const [path, text] of Object.entries(after)) if (before[path] !== text) rig.write(path, text);
}
