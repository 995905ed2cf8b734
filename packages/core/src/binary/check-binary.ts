import { Failure } from '../failure';
import type { Architecture, GlibcFloor, Platform } from '../platform/platform';
import type { BinaryFacts, VersionedSymbol } from './facts';
import { checkGlibc } from './glibc-policy';
import { checkInterpreter } from './interpreter';

/** What a compile was asked for. */
export interface ExpectedBinary {
  readonly kind: BinaryFacts['kind'];
  /** `undefined`: any glibc. */
  readonly floor?: GlibcFloor;
  /** Of `readVersionedSymbols`; they name what needs a newer glibc. */
  readonly symbols?: readonly VersionedSymbol[];
}

/** Architectures that a header does not tell apart. */
const HEADER_ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ['armv7', 'arm'],
  ['i586', 'i686'],
]);

/**
 * The reading back after a compile: whether the binary is what was asked for, before the compile counts as a success.
 * All that is wrong: `binary-foreign` for another platform's binary, `policy-violated` for a glibc above the floor.
 *
 * @param name the binary as messages call it
 */
export function checkBinary(name: string, facts: BinaryFacts, platform: Platform, expected: ExpectedBinary): Failure[] {
  const foreign = [
    ...checkFormat(facts, platform),
    ...checkArchitecture(facts, platform),
    ...checkKind(facts, expected),
    ...checkInterpreter(facts, platform),
  ].map(
    (difference) =>
      new Failure('binary-foreign', {
        message: `${name} was built for ${platform.id}, but ${difference}`,
        hint: 'the linker or the target in the compiler’s flags is another platform’s',
      }),
  );
  return [...foreign, ...checkGlibc(name, facts, expected.symbols ?? [], expected.floor)];
}

function checkFormat(facts: BinaryFacts, platform: Platform): string[] {
  return facts.format === platform.format ? [] : [`its format is ${facts.format}, not ${platform.format}`];
}

function checkArchitecture(facts: BinaryFacts, platform: Platform): string[] {
  const { architectures } = facts;
  const word = (architecture: string) => HEADER_ARCHITECTURES.get(architecture) ?? architecture;
  const right = architectures.length === 1 && word(architectures[0] ?? '') === word(platform.architecture);
  return right ? [] : [`its architecture is ${architectures.join(', ')}, not ${platform.architecture}`];
}

function checkKind(facts: BinaryFacts, expected: ExpectedBinary): string[] {
  return facts.kind === expected.kind ? [] : [`its kind is ${facts.kind}, not ${expected.kind}`];
}
