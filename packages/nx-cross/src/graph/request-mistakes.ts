import type { TargetConfiguration } from '@nx/devkit';
import { Failure, nearestNames, renderNearest } from '@nx-cross/core';
import type { CommandLine, Request } from './command-line';
import { FRONT_DOOR_STAGES } from './target-names';

/** Project → its targets, ours and everybody else's. */
export type TargetsOfProjects = Readonly<Record<string, Readonly<Record<string, TargetConfiguration>>>>;

interface Asked {
  readonly project: string;
  readonly name: string;
  readonly target: TargetConfiguration;
}

/**
 * What a person asks of our targets and Nx would pass over without a word, to build something else with exit code 0:
 * a configuration that there is not, a platform for a target that takes none, a platform taken for a target's name.
 */
export function findRequestMistakes({ request, target }: CommandLine, projects: TargetsOfProjects): Failure[] {
  if (request === undefined) return [];
  const asked = askedTargets(request, projects);
  if (request.kind === 'many') {
    const doors = asked.filter(isDoor);
    return doors.length === 0 ? [] : [...unknownTargets(request, projects), ...unknownConfiguration(request, doors)];
  }
  return [
    ...unknownConfiguration(request, asked),
    ...(request.namesPlatform ? asked.filter((each) => !isDoor(each)).map(takesNone) : []),
    ...(target === '' && asked.some(isDoor) ? [emptyName()] : []),
  ];
}

/** Those of the targets asked for that are ours. */
function askedTargets({ project, targets }: Request, projects: TargetsOfProjects): Asked[] {
  // Nx takes a part of a name and a folder for a project too: then every project is looked at.
  const names = project !== undefined && Object.hasOwn(projects, project) ? [project] : Object.keys(projects);
  return names.flatMap((each) =>
    targets.flatMap((name) => {
      const own = projects[each] ?? {};
      const target = Object.hasOwn(own, name) ? own[name] : undefined;
      return target === undefined || !isOurs(name, target, own) ? [] : [{ project: each, name, target }];
    }),
  );
}

function isOurs(
  name: string,
  target: TargetConfiguration,
  own: Readonly<Record<string, TargetConfiguration>>,
): boolean {
  if (target.executor?.startsWith('nx-cross:') === true) return true;
  // An aggregate runs nothing: it is ours where it is named after a front door of the project.
  const door = own[name.replace(/-all(--.*)?$/, '')];
  return target.executor === 'nx:noop' && door?.executor === 'nx-cross:front-door';
}

/** Whether the target takes platforms on the command line. */
function isDoor({ target }: Asked): boolean {
  return target.executor === 'nx-cross:front-door' || target.executor === 'nx-cross:publish';
}

function unknownConfiguration({ configuration }: Request, asked: readonly Asked[]): Failure[] {
  if (configuration === undefined) return [];
  const without = asked.filter(({ target }) => !Object.hasOwn(target.configurations ?? {}, configuration));
  return without.map(({ project, name, target }) => {
    const known = Object.keys(target.configurations ?? {});
    const hint = renderNearest(nearestNames(configuration, known)) ?? `known: ${known.join(', ') || 'none'}`;
    const message = `${project}:${name} has no configuration ${JSON.stringify(configuration)}`;
    return new Failure('unknown-platform', { message, hint });
  });
}

function unknownTargets({ targets }: Request, projects: TargetsOfProjects): Failure[] {
  const known = new Set(Object.values(projects).flatMap((own) => Object.keys(own)));
  // A pattern is Nx's own matter.
  const unknown = targets.filter((name) => !known.has(name) && !/[*?{}!]/.test(name));
  return unknown.map((name) => {
    const message = `no project has a target ${JSON.stringify(name)}`;
    return new Failure('unknown-platform', { message, hint: `a platform is named by --platforms=${name} here` });
  });
}

function takesNone({ project, name }: Asked): Failure {
  return new Failure('unknown-platform', {
    message: `${project}:${name} takes no platform on the command line, and would run for its own`,
    hint: `run a stage itself (${FRONT_DOOR_STAGES.join(', ')}), checksum or publish with --platforms=<platform>`,
  });
}

function emptyName(): Failure {
  return new Failure('unknown-platform', {
    message: 'a platform is asked for by an empty name',
    hint: '--target=<triple or friendly name>',
  });
}
