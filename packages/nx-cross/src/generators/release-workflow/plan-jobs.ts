import { Failure, throwFailures } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import { linkerTable } from '@nx-cross/core/platform';
import { runnerPackages } from '@nx-cross/core/smoke';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { packagedTarget } from '../../graph/stage-targets';
import { TargetNames } from '../../graph/target-names';
import type { Machine } from './machines';
import { chooseMachine } from './machines';

/** A unit of the release, and what Nx calls its project. */
export interface Member {
  readonly unit: LoadedUnit;
  readonly project: string;
}

/** A job that builds one platform of the release, for all units that are compiled on the same machine. */
export interface BuildJob {
  readonly platform: Platform;
  readonly runner: string;
  readonly projects: readonly string[];
  readonly targets: readonly string[];
  /** Of Ubuntu, sorted. */
  readonly packages: readonly string[];
  /** Whether something is compiled in a container there. */
  readonly inContainer: boolean;
  /** Stages whose folders the release takes over. */
  readonly stages: readonly ('verify' | 'package')[];
}

/**
 * What builds a release, in the order of its platforms. One job a platform, not one a unit: units share what they compile of
 * their dependencies.
 * Failures, all at once: `no-strategy` where no runner builds, `smoke-impossible` where none of Linux runs what must run.
 */
export function planJobs(
  members: readonly Member[],
  platforms: readonly Platform[],
  extra: readonly string[],
): BuildJob[] {
  const failures: Failure[] = [];
  const jobs = platforms.flatMap((platform) => {
    const shipping = members.filter(({ unit }) => unit.platforms.some(({ id }) => id === platform.id));
    const placed = shipping.flatMap((member) => {
      const machine = chooseMachine(member.unit, platform);
      if (machine === undefined) failures.push(noMachine(member.unit, platform));
      if (mustRun(member, platform) && runnerPackages(platform) === undefined) {
        failures.push(cannotRun(member.unit, platform));
      }
      return machine === undefined ? [] : [{ member, machine }];
    });
    const runners = [...new Set(placed.map(({ machine }) => machine.runner))];
    return runners.map((runner) => jobOf(platform, runner, placed, extra));
  });
  throwFailures(failures);
  return jobs;
}

/** Packages of what must run before it ships, which `publish` sees to. */
export function smokePackages(members: readonly Member[], platforms: readonly Platform[]): string[] {
  const required = platforms.filter((platform) => members.some((member) => mustRun(member, platform)));
  return sorted(required.flatMap((platform) => runnerPackages(platform) ?? []));
}

interface Placed {
  readonly member: Member;
  readonly machine: Machine;
}

function jobOf(platform: Platform, runner: string, all: readonly Placed[], extra: readonly string[]): BuildJob {
  const placed = all.filter(({ machine }) => machine.runner === runner);
  const members = placed.map(({ member }) => member);
  const packs = members.some((member) => isPackedThere(member, platform));
  return {
    platform,
    runner,
    projects: members.map(({ project }) => project),
    targets: [...new Set(members.flatMap((member) => targetsOf(member, platform)))],
    packages: sorted([
      ...(runner.startsWith('ubuntu-') ? extra : []),
      ...placed.flatMap(({ machine }) => machine.packages),
    ]),
    inContainer: placed.some(({ machine }) => machine.inContainer),
    stages: packs ? ['verify', 'package'] : ['verify'],
  };
}

/** What ships is verified there; it runs, and is packed, where the release is made, which knows its version. */
function targetsOf(member: Member, platform: Platform): string[] {
  const names = new TargetNames(member.unit.file.targets);
  const packed = isPackedThere(member, platform) ? [names.forPlatform('package', platform.id)] : [];
  return [names.forPlatform('verify', platform.id), ...packed];
}

/** What a target of the user's own has made of the files, a signature perhaps, is packed on the machine that made it. */
function isPackedThere({ unit }: Member, platform: Platform): boolean {
  const names = new TargetNames(unit.file.targets);
  return packagedTarget(unit, platform) !== names.forPlatform('verify', platform.id);
}

function mustRun({ unit }: Member, platform: Platform): boolean {
  return unit.optionsFor(platform).smoke.required;
}

function sorted(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}

function noMachine(unit: LoadedUnit, platform: Platform): Failure {
  const reasons = Object.entries(linkerTable(platform).absent).map(([strategy, reason]) => `${strategy}: ${reason}`);
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return new Failure('no-strategy', {
    message: `no runner of GitHub links ${unit.name} for ${platform.friendly}${why}`,
    hint: `"exclude": ["${platform.friendly}"] leaves it out of the unit`,
    place: { file: `${unit.projectRoot}/nx-cross.json` },
  });
}

function cannotRun(unit: LoadedUnit, platform: Platform): Failure {
  return new Failure('smoke-impossible', {
    message: `${unit.name} must run on ${platform.friendly} before it ships, and the job that publishes has Linux, where nothing runs it`,
    hint: 'take the platform out of `smoke.required`',
    place: { file: `${unit.projectRoot}/nx-cross.json` },
  });
}
