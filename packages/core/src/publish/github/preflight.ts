import { Failure } from '../../failure';
import type { RunGit } from '../../release';
import { findVersionTag, isSnapshot } from '../../release';
import type { IfExists } from '../../unit/unit';
import type { GithubApi } from './api';
import { refused } from './exchange';
import { tagsAt } from './git-facts';
import { renderRefusal } from './refusal';
import type { RemoteRelease } from './remote';
import { renderRepositoryName } from './repository';

export interface PreflightRequest {
  readonly version: string;
  readonly tag: string;
  readonly tagTemplate: string;
  readonly commit: string;
  readonly ifExists: IfExists;
}

/** What is known before anything is built. */
export interface Preflight {
  /** Whether the release is out and is to be left as it is. */
  readonly isOut: boolean;
  /** What a person should know, a line each. */
  readonly remarks: readonly string[];
}

/**
 * Finds out, without writing anything, whether a release can be published.
 * Failures: `github-token`, `github-repository`, `github-denied`, `commit-unpublished`, `tag-taken`, `release-exists`,
 * `github-unreachable`.
 */
export async function preflightGithub(request: PreflightRequest, api: GithubApi, git: RunGit): Promise<Preflight> {
  if (isSnapshot(request.version)) return refuseSnapshot(request);
  await requireAccess(api);
  const published = await api.findPublished(request.tag);
  const taggedAs = await api.findTag(request.tag);
  if (published !== undefined && request.ifExists === 'skip') return skipped(request, published, taggedAs);
  requireFittingTags(request, git);
  await requireKnownCommit(request, api);
  if (taggedAs !== undefined && taggedAs !== request.commit) throw taggedElsewhere(request, taggedAs);
  if (published !== undefined) requireChangeable(request, published);
  return { isOut: false, remarks: [] };
}

/** Failures: `github-token`, `github-repository`, `github-denied`. */
export async function requireAccess(api: GithubApi): Promise<void> {
  const name = renderRepositoryName(api.repository);
  const outcome = await api.getRepository();
  if (outcome.kind === 'refused') {
    if (outcome.status === 401) throw wrongToken(outcome.message);
    if (outcome.status === 404) throw unknownRepository(name);
    throw refused('look at the repository', outcome);
  }
  const { full_name: fullName, permissions } = outcome.value;
  // A moved repository answers under its old name, and takes no upload there.
  if (fullName.toLowerCase() !== name.toLowerCase()) throw movedRepository(name, fullName);
  const scopes = outcome.headers['x-oauth-scopes'];
  const isInScope = scopes === undefined || /(^|,\s*)(public_)?repo(,|$)/.test(String(scopes)) || scopes === '';
  if (permissions?.push === true && isInScope) return;
  // The token of an app's installation, as that of GitHub Actions, is told of no permission, whatever it has.
  if (permissions?.push !== true && (await api.isInstallation())) return;
  const why = isInScope ? '' : `: its scopes are ${String(scopes)}, and it needs repo`;
  throw new Failure('github-denied', {
    message: `the token may not write to ${name}${why}`,
    hint: 'use a token with write access to the repository’s contents (in GitHub Actions: permissions: contents: write)',
  });
}

/** A commit without a tag: for a pipeline that skips what is out there is nothing to do, not a failure. */
function refuseSnapshot({ version, commit, ifExists }: PreflightRequest): Preflight {
  const message = `${version} is a snapshot: the commit ${commit.slice(0, 12)} has no tag of this release`;
  if (ifExists === 'skip') return { isOut: true, remarks: [`${message}, and nothing of it is published`] };
  throw new Failure('version-invalid', {
    message: `${message}, and GitHub’s releases are for versions`,
    hint: 'tag the commit, or name the version: --release-version=<version>',
  });
}

function skipped(request: PreflightRequest, published: RemoteRelease, taggedAs: string | undefined): Preflight {
  const { tag, commit, version } = request;
  const out = `${tag} is out already: ${published.html_url}`;
  if (taggedAs === commit) return { isOut: true, remarks: [out] };
  const from = taggedAs === undefined ? 'another commit' : taggedAs.slice(0, 12);
  const since = `it was made of ${from}, not of ${commit.slice(0, 12)}: what has changed since waits for a version after ${version}`;
  return { isOut: true, remarks: [out, since] };
}

/** A tag of this release at the built commit must be the one of its version. */
function requireFittingTags(request: PreflightRequest, git: RunGit): void {
  const { tag, tagTemplate, version, commit } = request;
  const local = tagsAt(git, commit);
  const other = findVersionTag(tagTemplate, local)?.tag;
  if (other === undefined || local.includes(tag)) return;
  throw new Failure('tag-taken', {
    message: `the built commit has the tag ${other}, and the version is ${version}`,
    hint: `give the release the version of its tag, or tag the commit ${tag}`,
  });
}

async function requireKnownCommit({ commit }: PreflightRequest, api: GithubApi): Promise<void> {
  if (await api.hasCommit(commit)) return;
  throw new Failure('commit-unpublished', {
    message: `GitHub does not have the commit ${commit.slice(0, 12)} that would be released`,
    hint: 'push it first',
  });
}

function requireChangeable({ tag, ifExists }: PreflightRequest, release: RemoteRelease): void {
  if (ifExists === 'fail') throw renderRefusal({ tag }, { why: 'exists', release });
  if (ifExists === 'replace' && release.immutable === true) {
    throw renderRefusal({ tag }, { why: 'immutable', release, steps: [] });
  }
}

function taggedElsewhere({ tag, commit }: PreflightRequest, other: string): Failure {
  return new Failure('tag-taken', {
    message: `the tag ${tag} is on GitHub already, at ${other.slice(0, 12)}, and what would be released is ${commit.slice(0, 12)}`,
    hint: 'give the release a new version, or publish from the commit that is tagged',
  });
}

function wrongToken(message: string): Failure {
  return new Failure('github-token', {
    message: `GitHub does not accept the token: ${message}`,
    hint: 'it may have expired or been revoked: make a new one',
  });
}

function unknownRepository(name: string): Failure {
  return new Failure('github-repository', {
    message: `the repository ${name} does not exist, or the token may not see it`,
    hint: 'write "repository": "owner/name" in the channel, or give the token access to it',
  });
}

function movedRepository(name: string, fullName: string): Failure {
  return new Failure('github-repository', {
    message: `the repository ${name} is called ${fullName} now`,
    hint: `write "repository": "${fullName}" in the channel, or change the git remote`,
  });
}
