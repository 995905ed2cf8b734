import type { Failure } from '@nx-cross/core';
import { failuresOf, throwFailures } from '@nx-cross/core';
import type { ReadText } from '@nx-cross/core/cargo';
import type { ConfiguredPlatform, HostDescription } from '@nx-cross/core/platform';
import { hostPlatform, parsePlatform, parseWorkspaceOptions } from '@nx-cross/core/platform';
import { NX_JSON } from '../plugin-registration';

/** A platform, and how the user writes it. */
export interface NamedPlatform extends ConfiguredPlatform {
  readonly text: string;
}

/** The platforms that nx.json lists. Failures: those of {@link parseWorkspaceOptions}. */
export function readConfigured(texts: readonly string[], readText: ReadText): NamedPlatform[] {
  const { platforms } = parseWorkspaceOptions({ platforms: texts }, { file: NX_JSON, readText });
  return texts.flatMap((text, index) => {
    const platform = platforms[index];
    return platform === undefined ? [] : [{ ...platform, text }];
  });
}

/** Where nx.json lists none, the machine's own platform is meant: one more must not put it out. */
export function withHost(configured: readonly NamedPlatform[], host: HostDescription): readonly NamedPlatform[] {
  const platform = hostPlatform(host);
  return configured.length > 0 || platform === undefined ? configured : [{ platform, text: platform.friendly }];
}

/**
 * The platforms of a command line, each once; words may hold several, with commas between. `configured` are those whose
 * names the table does not know.
 * Failures, for all words at once: those of {@link parsePlatform}, for target-spec files those of nx.json.
 */
export function namePlatforms(
  words: readonly string[],
  configured: readonly NamedPlatform[],
  readText: ReadText,
): NamedPlatform[] {
  const custom = configured.map(({ platform }) => platform).filter(({ targetSpec }) => targetSpec !== undefined);
  const texts = words.flatMap((word) => word.split(',')).map((text) => text.trim());
  const failures: Failure[] = [];
  const named = texts
    .filter((text) => text !== '')
    .flatMap((text) => {
      try {
        return text.endsWith('.json')
          ? readConfigured([text], readText)
          : [{ ...parsePlatform(text, { custom }), text }];
      } catch (error) {
        failures.push(...failuresOf(error));
        return [];
      }
    });
  throwFailures(failures);
  // The last one counts, as with any option that is given twice.
  return [...new Map(named.map((each) => [each.platform.id, each])).values()];
}
