import { Failure, Failures } from '../../failure';
import type { AssetStep } from './compare';
import type { StepRefusal } from './next-step';
import type { WantedRelease } from './wanted';

/** Why a release is left as it is, in words. */
export function renderRefusal({ tag }: Pick<WantedRelease, 'tag'>, refusal: StepRefusal): Failure | Failures {
  switch (refusal.why) {
    case 'exists':
      return new Failure('release-exists', {
        message: `there is a ${refusal.release.draft ? 'draft' : 'release'} ${tag} already: ${refusal.release.html_url}`,
        hint: 'give the release a new version, or set `ifExists` to something other than "fail"',
      });
    case 'several-drafts':
      return new Failure('release-exists', {
        message: `there are ${String(refusal.drafts.length)} drafts of ${tag}: ${refusal.drafts.map((each) => each.html_url).join(', ')}`,
        hint: 'delete all but one of them on GitHub, and publish again',
      });
    case 'immutable':
      return new Failure('release-exists', {
        message: `the release ${tag} is immutable${listNames(refusal.steps)}`,
        hint: 'give the release a new version: neither this release nor its tag can ever be changed',
      });
    case 'differs':
      return differences(tag, refusal.release.draft ? 'the draft' : 'the release', refusal.steps);
  }
}

function differences(tag: string, where: string, steps: readonly AssetStep[]): Failure | Failures {
  const failures = steps
    .filter(({ action }) => action !== 'skip' && (where === 'the release' || action === 'refuse'))
    .map((step) => new Failure('published-differs', { message: `${where} ${tag} ${describe(step)}`, hint: HINT }));
  const [first] = failures;
  return first !== undefined && failures.length === 1 ? first : new Failures(failures);
}

const HINT = 'give the release a new version, or publish with --replace';

function describe(step: AssetStep): string {
  const name = JSON.stringify(step.name);
  switch (step.action) {
    case 'create':
      return `has no ${name}`;
    case 'sweep':
      return `has ${name} only as the rest of an upload that failed`;
    case 'skip':
      return `has ${name}`;
    case 'refuse':
    case 'replace':
    case 'remove':
      return `has ${name} already, ${step.found}`;
  }
}

/** Where the assets are known by then. */
function listNames(steps: readonly AssetStep[]): string {
  const names = steps.flatMap(({ action, name }) => (action === 'skip' ? [] : [JSON.stringify(name)]));
  return names.length === 0 ? '' : ` and not what would be published: ${names.join(', ')}`;
}
