import type { ProjectConfiguration } from '@nx/devkit';

type Projects = Readonly<Record<string, ProjectConfiguration>>;
type Targets = NonNullable<ProjectConfiguration['targets']>;

let known: Projects | undefined;

/** Keeps what Nx tells of all projects while it makes the graph, for the hook: mostly, that runs in the same process. */
export function rememberProjects(projects: Projects): void {
  known = projects;
}

/**
 * Project → its targets, whoever they are from. A daemon runs the hook in a process of its own: there the graph that Nx
 * has just written is read, by Nx's kit, which takes a tenth of a second to load.
 */
export async function targetsOfProjects(): Promise<Readonly<Record<string, Targets>>> {
  const projects = known ?? (await readProjects());
  return Object.fromEntries(Object.entries(projects).map(([name, { targets }]) => [name, targets ?? {}]));
}

async function readProjects(): Promise<Projects> {
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const nodes = Object.entries(readCachedProjectGraph().nodes);
  return Object.fromEntries(nodes.map(([name, { data }]) => [name, data]));
}
