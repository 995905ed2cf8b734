import { renderSize } from '../render-size';
import type { PublicationPlan } from './publication';
import { renderSteps } from './render-steps';

/** What a dry run says: a line for each file, and how many there are of each kind. */
export function renderPublicationPlan({ title, target, steps }: PublicationPlan): string {
  const told = steps.map(({ action, name, file, found }) => {
    return { action, name, more: found ?? (file === undefined ? '' : renderSize(file.size)) };
  });
  return [`${title} in ${target}`, ...renderSteps(told), ''].join('\n');
}
