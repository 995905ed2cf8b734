import { Failure, Failures } from '../failure';
import type { GlibcFloor, Platform, WorkspaceOptions } from '../platform';
import { KNOWN_PLATFORMS, findFloorMistake, parseGlibcFloor, resolvePlatformPatterns } from '../platform';
import type { Finding } from './check-texts';
import type { Path } from './jsonc';
import type { UnitFile } from './schema';

/**
 * What is wrong with a file's platforms: a pattern that can choose nothing, and a glibc floor that none of the chosen can
 * have. A platform that is known but not configured in this workspace is right: whoever takes one out of nx.json, or
 * shares a file between workspaces, need not edit every unit.
 */
export function checkPatterns(unit: UnitFile, workspace: WorkspaceOptions): Finding[] {
  const configured = workspace.platforms.map(({ platform }) => platform);
  const ids = new Set(configured.map(({ id }) => id));
  const platforms = [...configured, ...KNOWN_PLATFORMS.filter(({ id }) => !ids.has(id))];
  const lists: [string[], Path][] = [
    [unit.exclude ?? [], ['exclude']],
    [unit.smoke?.required ?? [], ['smoke', 'required']],
  ];
  const findings = lists.flatMap(([patterns, path]) =>
    patterns.flatMap((pattern, index) => choose(pattern, [...path, index], false, platforms, workspace).findings),
  );
  const overrides = Object.entries(unit.overrides ?? {}).flatMap(([pattern, { glibc }]) => {
    const path = ['overrides', pattern];
    const chosen = choose(pattern, path, true, platforms, workspace);
    return [...chosen.findings, ...checkGlibc(glibc, [...path, 'glibc'], chosen.platforms)];
  });
  return [...findings, ...checkGlibc(unit.glibc, ['glibc'], platforms), ...overrides];
}

interface Chosen {
  readonly platforms: readonly Platform[];
  readonly findings: readonly Finding[];
}

function choose(
  pattern: string,
  path: Path,
  key: boolean,
  platforms: readonly Platform[],
  { groups }: WorkspaceOptions,
): Chosen {
  try {
    return { platforms: resolvePlatformPatterns([pattern], { platforms, groups }), findings: [] };
  } catch (error) {
    const failures = error instanceof Failures ? error.failures : [error];
    return { platforms: [], findings: failures.map((failure) => asFinding(failure, path, key)) };
  }
}

function asFinding(failure: unknown, path: Path, key: boolean): Finding {
  if (!(failure instanceof Failure)) throw failure;
  const { code, message, hint } = failure;
  return { code, message, path, key, ...(hint === undefined ? {} : { hint }) };
}

/** Where some of the chosen can have the floor, the others are held to the nearest that they can have: see {@link floorOf}. */
function checkGlibc(glibc: string | undefined, path: Path, platforms: readonly Platform[]): Finding[] {
  if (glibc === undefined || glibc === 'none' || platforms.length === 0) return [];
  let floor: GlibcFloor;
  try {
    floor = parseGlibcFloor(glibc);
  } catch (error) {
    return [asFinding(error, path, false)];
  }
  const mistakes = platforms.map((platform) => findFloorMistake(floor, platform));
  if (mistakes.some((mistake) => mistake === undefined)) return [];
  const told = mistakes.find((_mistake, index) => platforms[index]?.libc === 'gnu') ?? mistakes[0];
  return told === undefined ? [] : [asFinding(told, path, false)];
}
