import { distance } from 'fastest-levenshtein';

/** How many names an error lists: more than three is a list to read, not a hint. */
export const MOST = 3;

/**
 * The known names that a misspelt one was most likely meant to be, the nearest first; none where nothing is near.
 * Names of equal distance keep bytewise order, so that a message is the same on every machine.
 */
export function nearestNames(text: string, known: readonly string[]): string[] {
  const wanted = text.toLowerCase();
  // A third of the letters wrong is still a typo; more is another word.
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(known)]
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** `did you mean a, b or c?`; nothing for no names. */
export function renderNearest(names: readonly string[]): string | undefined {
  const [first, ...rest] = names;
  if (first === undefined) return undefined;
  return `did you mean ${[[first, ...rest.slice(0, -1)].join(', '), ...rest.slice(-1)].join(' or ')}?`;
}
