import { renderSize } from '../render-size';
import type { PublicationAction, PublicationPlan } from './publication';

const ORDER: readonly PublicationAction[] = ['create', 'replace', 'remove', 'refuse', 'skip'];

/** What a dry run says: a line for each file, and how many there are of each kind. */
export function renderPublicationPlan(plan: PublicationPlan): string {
  const width = Math.max(0, ...plan.steps.map(({ name }) => name.length));
  const lines = plan.steps.map(({ action, name, file, found }) => {
    const more = found ?? (file === undefined ? '' : renderSize(file.size));
    return `  ${action.padEnd(7)}  ${name.padEnd(width)}  ${more}`.trimEnd();
  });
  const counts = ORDER.flatMap((action) => {
    const count = plan.steps.filter((step) => step.action === action).length;
    return count === 0 ? [] : [`${action} ${count}`];
  });
  return [`${plan.title} in ${plan.target}`, ...lines, `  ${counts.join(', ')}`, ''].join('\n');
}
