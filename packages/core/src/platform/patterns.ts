import picomatch from 'picomatch';
import type { Place } from '../failure';
import { Failure, throwFailures } from '../failure';
import type { ConfiguredPlatform } from './parse-platform';
import { parsePlatform } from './parse-platform';
import type { Platform, PlatformId } from './platform';

/** A named subset of the workspace's platforms. */
export type PlatformGroups = Readonly<Record<string, readonly PlatformId[]>>;

/** Every platform of the workspace, wherever a pattern is taken. */
export const ALL = 'all';

export interface PatternContext {
  /** The workspace's platforms, or those of a unit: what a pattern can choose from. */
  readonly platforms: readonly Platform[];
  readonly groups: PlatformGroups;
  readonly place?: Place;
}

/**
 * The platforms that patterns choose, in the order of the workspace, each once. A pattern is a triple, a friendly name,
 * a glob of either, a group, or `all`; one text may hold several, with commas between.
 * Failures, for all patterns at once: `unknown-platform`, `malformed-triple`, `glibc-floor`.
 */
export function resolvePlatformPatterns(patterns: readonly string[], context: PatternContext): Platform[] {
  const chosen = new Set<PlatformId>();
  const failures: Failure[] = [];
  for (const pattern of splitPatterns(patterns)) {
    const matches = matchPattern(pattern, context);
    if (matches.length === 0) failures.push(noMatch(pattern, context));
    for (const id of matches) chosen.add(id);
  }
  throwFailures(failures);
  return context.platforms.filter(({ id }) => chosen.has(id));
}

/** Whether one of the patterns chooses this platform; a pattern that chooses nothing is not told. */
export function matchesPlatform(patterns: readonly string[], platform: Platform, groups: PlatformGroups): boolean {
  return splitPatterns(patterns).some((pattern) => matchPattern(pattern, { platforms: [platform], groups }).length > 0);
}

/** `a, b,c` as its parts; a comma within braces is the glob's own. */
function splitPatterns(patterns: readonly string[]): string[] {
  return patterns
    .flatMap((text) => text.split(/,(?![^{(]*[})])/))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What one pattern chooses; nothing for one that matches nothing. */
function matchPattern(pattern: string, { platforms, groups }: PatternContext): PlatformId[] {
  if (pattern === ALL) return platforms.map(({ id }) => id);
  const group = Object.hasOwn(groups, pattern) ? groups[pattern] : undefined;
  if (group !== undefined) return platforms.filter(({ id }) => group.includes(id)).map(({ id }) => id);
  // No `dot` and no path rules apply: names hold neither dots in front nor slashes.
  const matches = isGlob(pattern) ? picomatch(pattern) : (name: string) => name === pattern;
  return platforms.filter(({ id, friendly }) => matches(id) || matches(friendly)).map(({ id }) => id);
}

function isGlob(pattern: string): boolean {
  return /[*?[\]{}!()]/.test(pattern);
}

function noMatch(pattern: string, context: PatternContext): Failure {
  const { platforms, groups, place } = context;
  const quoted = JSON.stringify(pattern);
  const fail = (code: 'unknown-platform' | 'glibc-floor', message: string, hint: string) =>
    new Failure(code, { message, hint, ...(place === undefined ? {} : { place }) });
  const configured = `the platforms here are ${platforms.map(({ friendly }) => friendly).join(', ') || 'none'}`;
  if (isGlob(pattern)) return fail('unknown-platform', `no platform matches ${quoted}`, configured);
  if (pattern === ALL || Object.hasOwn(groups, pattern)) {
    return fail('unknown-platform', `the group ${quoted} has no platform here`, configured);
  }
  const parsed = tryParse(pattern, context);
  if (parsed instanceof Failure) return parsed;
  if (parsed.floor !== undefined) {
    const hint = 'write it into the platforms of nx.json, or as `glibc` into nx-cross.json';
    return fail('glibc-floor', `${quoted} has a glibc floor, which is not for a single run to choose`, hint);
  }
  const hint = `${configured}; add this one: nx g nx-cross:platform ${parsed.platform.friendly}`;
  return fail('unknown-platform', `the platform ${quoted} is not configured here`, hint);
}

function tryParse(pattern: string, { platforms, groups, place }: PatternContext): ConfiguredPlatform | Failure {
  const custom = platforms.filter(({ targetSpec }) => targetSpec !== undefined);
  try {
    const others = Object.keys(groups);
    return parsePlatform(pattern, { custom, others, ...(place === undefined ? {} : { place }) });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
