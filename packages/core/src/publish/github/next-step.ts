import type { AssetStep } from './compare';
import { compareAssets } from './compare';
import type { RemoteAsset, RemoteRelease } from './remote';
import type { WantedAsset, WantedRelease } from './wanted';

/** What GitHub has of a release, as far as it is known. */
export interface Seen {
  readonly published?: RemoteRelease;
  readonly drafts: readonly RemoteRelease[];
  /** Of the published release, else of the one draft. */
  readonly assets: readonly RemoteAsset[];
  /** Whether the assets were listed since the last of them was written: GitHub's word, not our memory. */
  readonly verified: boolean;
  /** Whether this run has made the draft. */
  readonly own: boolean;
}

export type Step =
  | { readonly do: 'create' }
  | { readonly do: 'withdraw'; readonly release: RemoteRelease }
  | { readonly do: 'delete'; readonly asset: RemoteAsset }
  | { readonly do: 'upload'; readonly release: RemoteRelease; readonly asset: WantedAsset }
  | { readonly do: 'verify' }
  /** A draft that an earlier run has made of another commit, and that stays a draft. */
  | { readonly do: 'aim'; readonly release: RemoteRelease }
  | { readonly do: 'publish'; readonly release: RemoteRelease }
  | { readonly do: 'end'; readonly how: 'published' | 'draft' | 'skipped'; readonly release: RemoteRelease }
  | { readonly do: 'refuse'; readonly refusal: StepRefusal };

export type StepRefusal =
  | { readonly why: 'exists'; readonly release: RemoteRelease }
  | { readonly why: 'immutable'; readonly release: RemoteRelease; readonly steps: readonly AssetStep[] }
  | { readonly why: 'differs'; readonly release: RemoteRelease; readonly steps: readonly AssetStep[] }
  | { readonly why: 'several-drafts'; readonly drafts: readonly RemoteRelease[] };

/**
 * The next thing to do about a release: the whole of the channel's judgement, from what is wanted and what is there.
 * Only drafts are written to, and a draft becomes public last of all.
 */
export function nextStep(wanted: WantedRelease, seen: Seen): Step {
  const steps = compareAssets(wanted, seen.assets);
  if (seen.published !== undefined) return ofPublished(wanted, seen.published, steps, seen.own);
  const [release, ...others] = seen.drafts;
  if (release === undefined) return { do: 'create' };
  if (others.length > 0) return { do: 'refuse', refusal: { why: 'several-drafts', drafts: seen.drafts } };
  if (wanted.ifExists === 'fail' && !seen.own) return { do: 'refuse', refusal: { why: 'exists', release } };
  const step = firstWrite(release, steps);
  if (step !== undefined) return step;
  if (!seen.verified) return { do: 'verify' };
  if (!wanted.draft) return { do: 'publish', release };
  return release.target_commitish === wanted.commit ? { do: 'end', how: 'draft', release } : { do: 'aim', release };
}

function ofPublished(wanted: WantedRelease, release: RemoteRelease, steps: readonly AssetStep[], own: boolean): Step {
  if (wanted.ifExists === 'fail' && !own) return { do: 'refuse', refusal: { why: 'exists', release } };
  if (steps.every(({ action }) => action === 'skip')) return { do: 'end', how: 'published', release };
  if (wanted.ifExists === 'skip') return { do: 'end', how: 'skipped', release };
  if (release.immutable === true) return { do: 'refuse', refusal: { why: 'immutable', release, steps } };
  // Nobody should find a release half exchanged: it is a draft until it is whole again.
  if (wanted.ifExists === 'replace') return { do: 'withdraw', release };
  return { do: 'refuse', refusal: { why: 'differs', release, steps } };
}

/** Refusals are told before anything is written, deletions come before the uploads that want their names. */
function firstWrite(release: RemoteRelease, steps: readonly AssetStep[]): Step | undefined {
  if (steps.some(({ action }) => action === 'refuse')) {
    return { do: 'refuse', refusal: { why: 'differs', release, steps } };
  }
  for (const step of steps) if ('remote' in step) return { do: 'delete', asset: step.remote };
  for (const step of steps) {
    if (step.action === 'create') return { do: 'upload', release, asset: step.wanted };
  }
  return undefined;
}
