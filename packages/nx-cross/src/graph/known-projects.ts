import type { ProjectConfiguration } from '@nx/devkit';

type Projects = Readonly<Record<string, ProjectConfiguration>>;

let known: Projects | undefined;

/** Keeps what Nx tells of all projects while it makes the graph, for the hook: mostly, that runs in the same process. */
export function rememberProjects(projects: Projects): void {
  known = projects;
}

/**
 * All projects, whoever they are from. A daemon runs the hook in a process of its own: there the graph that Nx has just
 * written is read, by the module of Nx that Nx has loaded there. `@nx/devkit` has the function too, and takes a tenth of a
 * second to load the rest of what it has.
 */
export async function knownProjects(): Promise<Projects> {
  return known ?? (await readProjects());
}

async function readProjects(): Promise<Projects> {
  const { readCachedProjectGraph } = await import('nx/src/project-graph/project-graph.js');
  const nodes = Object.entries(readCachedProjectGraph().nodes);
  return Object.fromEntries(nodes.map(([name, { data }]) => [name, data]));
}
