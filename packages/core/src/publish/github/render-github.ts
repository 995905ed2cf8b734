import { renderSize } from '../../render-size';
import { renderSteps } from '../render-steps';
import type { GithubApi } from './api';
import { compareAssets } from './compare';
import type { Seen, Step } from './next-step';
import { nextStep } from './next-step';
import type { GithubEvent } from './ports';
import type { GithubResult } from './publish-to-github';
import { lookAtRelease } from './publish-to-github';
import { renderRefusal } from './refusal';
import { renderRepositoryName } from './repository';
import type { WantedRelease } from './wanted';

/** What publishing would do, found by looking alone. */
export interface GithubPlan {
  readonly repository: string;
  readonly wanted: WantedRelease;
  readonly seen: Seen;
}

export async function planGithub(wanted: WantedRelease, api: GithubApi): Promise<GithubPlan> {
  return { repository: renderRepositoryName(api.repository), wanted, seen: await lookAtRelease(api, wanted.tag) };
}

/** Throws what publishing would refuse. */
export function requirePossible({ wanted, seen }: GithubPlan): void {
  const step = nextStep(wanted, seen);
  if (step.do === 'refuse') throw renderRefusal(wanted, step.refusal);
}

/** All that would come to be: the release with what is said of it, and a line for each asset. */
export function renderGithubPlan({ repository, wanted, seen }: GithubPlan): string {
  const steps = compareAssets(wanted, seen.assets);
  const sizes = new Map(wanted.assets.map(({ name, size }) => [name, size]));
  const told = steps.map((step) => {
    const { action, name } = step;
    return { action, name, more: 'found' in step ? step.found : renderSizeOf(sizes.get(name)) };
  });
  return [
    `${wanted.tag} on GitHub, ${repository}: ${describe(nextStep(wanted, seen), seen)}`,
    `  commit   ${wanted.commit}`,
    `  marked   ${marksOf(wanted).join(', ')}`,
    `  notes    ${describeNotes(wanted, seen)}`,
    ...renderSteps(told),
    '',
  ].join('\n');
}

function renderSizeOf(size: number | undefined): string {
  return size === undefined ? '' : renderSize(size);
}

function describe(step: Step, { drafts }: Seen): string {
  if (step.do === 'create') return 'a new release';
  if (step.do === 'refuse') return 'refused';
  if (step.do === 'withdraw') return 'a published release, taken back to a draft until it is whole again';
  if (step.do === 'publish') return 'a draft that is complete';
  if (step.do === 'end') return step.how === 'draft' ? 'a draft that is complete' : 'published already';
  return drafts.length > 0 ? 'an unfinished draft' : 'a release';
}

function marksOf({ draft, prerelease, latest }: WantedRelease): string[] {
  const latestWords = { true: 'latest', false: 'not latest', legacy: 'latest if its version is the highest' };
  return [draft ? 'stays a draft' : 'published', prerelease ? 'prerelease' : 'full release', latestWords[latest]];
}

function describeNotes({ notes }: WantedRelease, { published, drafts }: Seen): string {
  if (published !== undefined || drafts.length > 0) return 'as they are there';
  return notes === undefined ? 'none' : `${String(notes.length)} characters`;
}

export function renderGithubResult({ tag }: WantedRelease, { how, url, uploaded }: GithubResult): string {
  const words = {
    published: 'is published',
    draft: 'is a finished draft',
    skipped: 'is out already and left as it is',
  };
  return `${tag} ${words[how]}, ${String(uploaded)} uploaded: ${url}`;
}

/** A line for a person; of an upload's progress, what stands on the same line until it is done. */
export function renderGithubEvent(event: GithubEvent): string {
  switch (event.kind) {
    case 'waiting':
      return `waiting ${String(Math.ceil(event.ms / 1000))} s: ${event.why}`;
    case 'queued':
      return 'waiting: another publication on this machine writes to GitHub';
    case 'uploading':
      return `uploading ${event.name}  ${renderSize(event.sent)} of ${renderSize(event.size)}`;
    case 'done':
      return event.what;
  }
}
