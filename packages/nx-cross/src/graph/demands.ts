import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { DemandJson, ToolDemand } from '@nx-cross/core/build';
import { readDemand, writeDemand } from '@nx-cross/core/build';
import type { Platform } from '@nx-cross/core/platform';

type Metadata = NonNullable<TargetConfiguration['metadata']>;
type Targets = NonNullable<ProjectConfiguration['targets']>;

/**
 * A demand as part of its target's metadata, which Nx does not hash: the hook, which runs in every command that runs
 * tasks, takes it from the graph instead of reading all units and crates again.
 */
export function describeDemand(demand: ToolDemand): Metadata {
  return { nxCrossDemand: writeDemand(demand) };
}

/**
 * The demands of all tasks that a request can lead to. By the names of targets alone, whatever the project: a few too
 * many cost a question to a compiler, one too few a wrong hash.
 *
 * @param requested Names of targets. Where absent, or where there is one that no project has, all demands: the command
 *   has a way of its own to run tasks (`nx release publish`).
 */
export function demandsOfRequest(
  projects: readonly Targets[],
  requested: readonly string[] | undefined,
  platforms: readonly Platform[],
): readonly ToolDemand[] {
  const targets = projects.flatMap((project) => Object.entries(project));
  const names = new Set(targets.map(([name]) => name));
  const isKnown = requested !== undefined && requested.length > 0 && requested.every((name) => names.has(name));
  const reached = isKnown ? reachableNames(targets, requested) : undefined;
  return targets.flatMap(([name, { metadata }]) => {
    const json = (metadata as { readonly nxCrossDemand?: DemandJson } | undefined)?.nxCrossDemand;
    if (json === undefined || reached?.has(name) === false) return [];
    return readDemand(json, platforms) ?? [];
  });
}

/** `undefined` where a pattern leads anywhere. */
function reachableNames(
  targets: readonly (readonly [string, TargetConfiguration])[],
  requested: readonly string[],
): ReadonlySet<string> | undefined {
  const next = new Map<string, string[]>();
  for (const [name, { dependsOn = [] }] of targets) {
    next.set(name, [...(next.get(name) ?? []), ...dependsOn.flatMap(namesOf)]);
  }
  const reached = new Set<string>();
  const waiting = [...requested];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (/[*?{[!]/.test(name)) return undefined;
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...(next.get(name) ?? []));
  }
  return reached;
}

/** The targets that an entry can mean: in `web:build`, `build` of the project `web` or a target of that name. */
function namesOf(dependency: NonNullable<TargetConfiguration['dependsOn']>[number]): string[] {
  const spec = typeof dependency === 'string' ? dependency.replace(/^\^/, '') : dependency.target;
  return [spec, spec.slice(spec.indexOf(':') + 1)];
}
