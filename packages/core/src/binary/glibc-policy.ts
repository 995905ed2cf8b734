import { Failure } from '../failure';
import type { GlibcFloor } from '../platform/platform';
import type { BinaryFacts, VersionedSymbol } from './facts';
import { exceedsFloor, isGlibcVersionName, parseGlibcVersion } from './glibc-version';

/** Symbols that a message names; a binary above the floor may take hundreds. */
const NAMED_SYMBOLS = 5;

/**
 * What needs a newer glibc than `floor`: one failure for each version of each library, newest first. Versions without a
 * number (`GLIBC_PRIVATE`) bind to one release of glibc, so that no floor holds.
 */
export function checkGlibc(
  name: string,
  facts: BinaryFacts,
  symbols: readonly VersionedSymbol[],
  floor: GlibcFloor | undefined,
): Failure[] {
  if (floor === undefined) return [];
  const limit = `${String(floor.major)}.${String(floor.minor)}`;
  const tooNew = symbols.filter((one) => !one.weak && isTooNew(one.version, floor));
  if (tooNew.length === 0) return checkFactsAlone(name, facts, floor, limit);
  return groupByVersion(tooNew).map((group) => violation(name, group, limit));
}

/** For a caller that has no symbols at hand. */
function checkFactsAlone(name: string, facts: BinaryFacts, floor: GlibcFloor, limit: string): Failure[] {
  const { minimumGlibc } = facts;
  if (minimumGlibc === undefined || !isTooNew(`GLIBC_${minimumGlibc}`, floor)) return [];
  return [
    new Failure('policy-violated', {
      message: `${name} needs glibc ${minimumGlibc}, but may need ${limit} at most`,
      hint: hint(),
    }),
  ];
}

function isTooNew(version: string, floor: GlibcFloor): boolean {
  if (!isGlibcVersionName(version)) return false;
  const number = parseGlibcVersion(version);
  return number === undefined || exceedsFloor(number, floor);
}

function groupByVersion(symbols: readonly VersionedSymbol[]): VersionedSymbol[][] {
  const groups = new Map<string, VersionedSymbol[]>();
  for (const one of symbols) {
    const key = `${one.version}\0${one.library}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function violation(name: string, group: readonly VersionedSymbol[], limit: string): Failure {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group has at least one symbol');
  const names = group.map((one) => one.symbol).filter((symbol) => symbol !== '');
  const more = names.length > NAMED_SYMBOLS ? ` and ${String(names.length - NAMED_SYMBOLS)} more` : '';
  const carriers = names.length === 0 ? '' : `: ${names.slice(0, NAMED_SYMBOLS).join(', ')}${more}`;
  return new Failure('policy-violated', {
    message: `${name} needs ${first.version} of ${first.library}, but may need glibc ${limit} at most${carriers}`,
    hint: hint(),
  });
}

function hint(): string {
  return 'build it with zig, which links against the floor’s own glibc, or raise `glibc` or `verify.maximumGlibc`';
}
