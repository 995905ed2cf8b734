import type { AssetStep } from './github/compare';
import type { PublicationAction } from './publication';

/** What a channel would do about a name. */
export interface ToldStep {
  readonly action: PublicationAction | AssetStep['action'];
  readonly name: string;
  /** Its size, or what is there already. */
  readonly more: string;
}

const ORDER: readonly ToldStep['action'][] = ['create', 'replace', 'remove', 'sweep', 'refuse', 'skip'];

/** A line for each step, and one that says how many there are of each kind. */
export function renderSteps(steps: readonly ToldStep[]): string[] {
  const width = Math.max(0, ...steps.map(({ name }) => name.length));
  const lines = steps.map(({ action, name, more }) =>
    `  ${action.padEnd(7)}  ${name.padEnd(width)}  ${more}`.trimEnd(),
  );
  const counts = ORDER.flatMap((action) => {
    const count = steps.filter((step) => step.action === action).length;
    return count === 0 ? [] : [`${action} ${String(count)}`];
  });
  return [...lines, `  ${counts.join(', ')}`];
}
