import { posix } from 'node:path';
import { parseJson } from '@nx/devkit';
import type { TargetKind } from '../../graph/target-names';
import { FRONT_DOOR_STAGES } from '../../graph/target-names';
import type { WorkspaceTree } from '../workspace-tree';

/** What nx-cross infers for a unit; for what gathers units alone, the last two. */
export const UNIT_TARGETS: readonly TargetKind[] = FRONT_DOOR_STAGES;
export const RELEASE_TARGETS: readonly TargetKind[] = ['checksum', 'publish'];

/** Names of the targets that a folder's own files give its project: scripts become targets, and replace inferred ones. */
export function readOwnTargets({ readText }: WorkspaceTree, folder: string): string[] {
  const read = (name: string) => {
    const text = readText(posix.join(folder, name));
    return text === undefined ? {} : parseJson<{ scripts?: object; targets?: object; nx?: { targets?: object } }>(text);
  };
  const { scripts, nx } = read('package.json');
  return [scripts, nx?.targets, read('project.json').targets].flatMap((targets) => Object.keys(targets ?? {}));
}

/** Other names for our targets where the project has its own of that name: the `targets` of nx-cross.json. */
export function planTargetNames(own: readonly string[], kinds: readonly TargetKind[]): Record<string, string> {
  const isTaken = (name: string) =>
    own.some((target) => target === name || /^(-all(--.*)?|--.*)$/.test(suffix(target, name)));
  const free = (name: string): string => (isTaken(name) ? free(`release-${name}`) : name);
  return Object.fromEntries(kinds.filter(isTaken).map((kind) => [kind, free(kind)]));
}

/** What a target's name has behind ours; empty where it does not start with ours. */
function suffix(target: string, name: string): string {
  return target.startsWith(name) ? target.slice(name.length) : '';
}
