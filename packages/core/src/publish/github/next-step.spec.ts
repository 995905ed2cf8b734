import type { Sha256 } from '../../artifact';
import type { Seen } from './next-step';
import { nextStep } from './next-step';
import type { RemoteAsset, RemoteRelease } from './remote';
import type { WantedRelease } from './wanted';

const sha = (digit: string) => digit.repeat(64) as Sha256;
const wanted: WantedRelease = {
  tag: 'v1.0.0',
  commit: 'c'.repeat(40),
  prerelease: false,
  latest: 'legacy',
  draft: false,
  ifExists: 'resume',
  assets: [
    { name: 'a', size: 1, sha256: sha('a'), source: '/a' },
    { name: 'b', size: 2, sha256: sha('b'), source: '/b' },
  ],
};
const draft: RemoteRelease = {
  id: 1,
  tag_name: 'v1.0.0',
  target_commitish: 'main',
  draft: true,
  html_url: 'https://here',
  upload_url: 'https://there',
};
const published = { ...draft, draft: false };
const frozen = { ...published, immutable: true };
const a: RemoteAsset = { id: 10, name: 'a', state: 'uploaded', size: 1, digest: `sha256:${sha('a')}` };
const b: RemoteAsset = { id: 11, name: 'b', state: 'uploaded', size: 2, digest: `sha256:${sha('b')}` };
const starter: RemoteAsset = { id: 12, name: 'b', state: 'starter', size: 0, digest: null };
const other: RemoteAsset = { ...b, digest: `sha256:${sha('c')}` };
const short: RemoteAsset = { ...b, size: 1 };
const undigested: RemoteAsset = { ...b, digest: null };
const foreign: RemoteAsset = { ...b, id: 13, name: 'c' };

const none: Seen = { drafts: [], assets: [], verified: true, own: false };
const withDraft = (...assets: RemoteAsset[]): Seen => ({ ...none, drafts: [draft], assets });
const out = (...assets: RemoteAsset[]): Seen => ({ ...none, published, assets });

/** What is done, and about what. */
function told(more: Partial<WantedRelease>, seen: Seen): string {
  const step = nextStep({ ...wanted, ...more }, seen);
  switch (step.do) {
    case 'upload':
      return `upload ${step.asset.name}`;
    case 'delete':
      return `delete ${String(step.asset.id)}`;
    case 'end':
      return `end ${step.how}`;
    case 'refuse':
      return `refuse: ${step.refusal.why}`;
    default:
      return step.do;
  }
}

describe.each<[string, Seen, Readonly<Record<'resume' | 'skip' | 'replace' | 'fail', string>>]>([
  ['nothing', none, { resume: 'create', skip: 'create', replace: 'create', fail: 'create' }],
  [
    'an empty draft',
    withDraft(),
    { resume: 'upload a', skip: 'upload a', replace: 'upload a', fail: 'refuse: exists' },
  ],
  [
    'a draft of our own',
    { ...withDraft(a), own: true },
    { resume: 'upload b', skip: 'upload b', replace: 'upload b', fail: 'upload b' },
  ],
  [
    'a draft with the rest of an upload',
    withDraft(a, starter),
    { resume: 'delete 12', skip: 'delete 12', replace: 'delete 12', fail: 'refuse: exists' },
  ],
  [
    'a draft with other bytes',
    withDraft(a, other),
    { resume: 'refuse: differs', skip: 'refuse: differs', replace: 'delete 11', fail: 'refuse: exists' },
  ],
  [
    'a draft with another size',
    withDraft(a, short),
    { resume: 'refuse: differs', skip: 'refuse: differs', replace: 'delete 11', fail: 'refuse: exists' },
  ],
  [
    'a draft without digests',
    withDraft(a, undigested),
    { resume: 'refuse: differs', skip: 'refuse: differs', replace: 'delete 11', fail: 'refuse: exists' },
  ],
  [
    'a draft with a foreign file',
    withDraft(a, b, foreign),
    { resume: 'refuse: differs', skip: 'refuse: differs', replace: 'delete 13', fail: 'refuse: exists' },
  ],
  // A refusal comes before the first write.
  [
    'a draft that lacks one and differs in one',
    withDraft(other),
    { resume: 'refuse: differs', skip: 'refuse: differs', replace: 'delete 11', fail: 'refuse: exists' },
  ],
  [
    'a whole draft that was listed',
    withDraft(a, b),
    { resume: 'publish', skip: 'publish', replace: 'publish', fail: 'refuse: exists' },
  ],
  [
    'a whole draft as we remember it',
    { ...withDraft(b, a), verified: false, own: true },
    { resume: 'verify', skip: 'verify', replace: 'verify', fail: 'verify' },
  ],
  [
    'two drafts',
    { ...none, drafts: [draft, draft] },
    {
      resume: 'refuse: several-drafts',
      skip: 'refuse: several-drafts',
      replace: 'refuse: several-drafts',
      fail: 'refuse: several-drafts',
    },
  ],
  [
    'the release',
    out(a, b),
    { resume: 'end published', skip: 'end published', replace: 'end published', fail: 'refuse: exists' },
  ],
  [
    'the release that we published',
    { ...out(a, b), own: true },
    { resume: 'end published', skip: 'end published', replace: 'end published', fail: 'end published' },
  ],
  [
    'another release',
    out(a, other),
    { resume: 'refuse: differs', skip: 'end skipped', replace: 'withdraw', fail: 'refuse: exists' },
  ],
  [
    'half a release',
    out(a),
    { resume: 'refuse: differs', skip: 'end skipped', replace: 'withdraw', fail: 'refuse: exists' },
  ],
  [
    'another release that is frozen',
    { ...none, published: frozen, assets: [a, other] },
    { resume: 'refuse: immutable', skip: 'end skipped', replace: 'refuse: immutable', fail: 'refuse: exists' },
  ],
  [
    'the release, frozen',
    { ...none, published: frozen, assets: [a, b] },
    { resume: 'end published', skip: 'end published', replace: 'end published', fail: 'refuse: exists' },
  ],
])('with %s there', (_what, seen, expected) => {
  it.each(Object.entries(expected))('%s: %s', (ifExists, step) => {
    expect(told({ ifExists: ifExists as WantedRelease['ifExists'] }, seen)).toBe(step);
  });
});

it('leaves a draft that shall stay one, once it names the built commit', () => {
  expect(told({ draft: true }, withDraft(a, b))).toBe('aim');
  const aimed = { ...draft, target_commitish: wanted.commit };
  expect(told({ draft: true }, { ...withDraft(a, b), drafts: [aimed] })).toBe('end draft');
});
