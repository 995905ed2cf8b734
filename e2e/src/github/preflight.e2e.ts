import type { GithubApi, PreflightRequest } from '@nx-cross/core/publish';
import { openGithub, parseApiUrl, preflightGithub } from '@nx-cross/core/publish';
import type { RunGit } from '@nx-cross/core/release';
import type { StoredRelease } from '@nx-cross/testing';
import { GithubServer } from '@nx-cross/testing';
import { FakeClock } from './fake-clock';

const COMMIT = 'c'.repeat(40);
const OTHER = 'd'.repeat(40);
const TOKEN = 'a-token';
const request: PreflightRequest = {
  version: '1.0.0',
  tag: 'v1.0.0',
  tagTemplate: 'v{version}',
  commit: COMMIT,
  ifExists: 'resume',
};

let server: GithubServer;
beforeEach(async () => {
  const clock = new FakeClock();
  server = await GithubServer.start({ now: clock.now });
  server.tokens.set(TOKEN, 'write');
  server.repository.commits.add(COMMIT);
});
afterEach(async () => {
  expect(server.breaches).toEqual([]);
  // Whatever it comes to, it only asks.
  expect(server.pace.count).toBe(0);
  await server.stop();
});

function open(name = 'tools'): Promise<GithubApi> {
  const connection = { apiUrl: parseApiUrl(server.url), token: TOKEN, repository: { owner: 'acme', name } };
  return openGithub(connection, { fetch, ...new FakeClock(), tell: () => undefined });
}

/** A clone whose commit has these tags. */
const clone =
  (...tags: string[]): RunGit =>
  () =>
    tags.join('\n');

async function preflight(more: Partial<PreflightRequest> = {}, git = clone(), repository?: string) {
  return preflightGithub({ ...request, ...more }, await open(repository), git);
}

function release(more: Partial<StoredRelease> = {}): void {
  const { repository } = server;
  const id = repository.nextId();
  repository.releases.set(id, {
    id,
    createdAt: '2026-01-01T00:00:00Z',
    tagName: 'v1.0.0',
    targetCommitish: COMMIT,
    name: null,
    body: null,
    draft: false,
    prerelease: false,
    immutable: false,
    publishedAt: '2026-01-01T00:00:00Z',
    makeLatest: 'true',
    assets: new Map(),
    ...more,
  });
}

const tag = (sha: string) => server.repository.refs.set('tags/v1.0.0', { type: 'commit', sha });
const fails = (code: string, words: string) => ({ code, message: expect.stringContaining(words) as string });

describe('goes well', () => {
  it('with a user’s token, a classic one that has the scope, and that of an app', async () => {
    await expect(preflight()).resolves.toEqual({ isOut: false, remarks: [] });
    server.scopes.set(TOKEN, 'gist, repo');
    await expect(preflight()).resolves.toEqual({ isOut: false, remarks: [] });
    server.tokens.set(TOKEN, 'installation');
    await expect(preflight()).resolves.toEqual({ isOut: false, remarks: [] });
  });

  it('with the tag at the built commit, annotated too, here and there', async () => {
    tag(COMMIT);
    await expect(preflight({}, clone('v1.0.0', 'v0.9.0', 'other'))).resolves.toMatchObject({ isOut: false });
    server.repository.refs.set('tags/v1.0.0', { type: 'tag', sha: 'e'.repeat(40) });
    server.repository.tagObjects.set('e'.repeat(40), COMMIT);
    await expect(preflight()).resolves.toMatchObject({ isOut: false });
  });

  it('where the release is out, and is left as it is: it tells of what waits', async () => {
    release();
    tag(COMMIT);
    const out = expect.stringContaining('v1.0.0 is out already: http') as string;
    await expect(preflight({ ifExists: 'skip' })).resolves.toEqual({ isOut: true, remarks: [out] });
    tag(OTHER);
    const waits = expect.stringContaining('made of dddddddddddd, not of cccccccccccc') as string;
    await expect(preflight({ ifExists: 'skip' })).resolves.toEqual({ isOut: true, remarks: [out, waits] });
  });
});

describe('is refused', () => {
  it('for a token that is wrong, may only read, or lacks the scope', async () => {
    server.tokens.clear();
    await expect(preflight()).rejects.toMatchObject(fails('github-token', 'Bad credentials'));
    server.tokens.set(TOKEN, 'read');
    await expect(preflight()).rejects.toMatchObject(fails('github-denied', 'may not write to acme/tools'));
    server.tokens.set(TOKEN, 'write');
    server.scopes.set(TOKEN, 'gist, read:org');
    await expect(preflight()).rejects.toMatchObject(fails('github-denied', 'its scopes are gist, read:org'));
  });

  it('for a repository that there is not, or that may not be seen', async () => {
    await expect(preflight({}, clone(), 'other')).rejects.toMatchObject(fails('github-repository', 'acme/other'));
    server.tokens.set(TOKEN, 'none');
    await expect(preflight()).rejects.toMatchObject(fails('github-repository', 'acme/tools'));
  });

  it('for a commit that was not pushed', async () => {
    server.repository.commits.clear();
    await expect(preflight()).rejects.toMatchObject(
      fails('commit-unpublished', 'does not have the commit cccccccccccc'),
    );
  });

  it('for a tag that is elsewhere, annotated too', async () => {
    tag(OTHER);
    await expect(preflight()).rejects.toMatchObject(fails('tag-taken', 'at dddddddddddd'));
    server.repository.refs.set('tags/v1.0.0', { type: 'tag', sha: 'e'.repeat(40) });
    server.repository.tagObjects.set('e'.repeat(40), OTHER);
    await expect(preflight()).rejects.toMatchObject(fails('tag-taken', 'at dddddddddddd'));
  });

  it('for a commit that is tagged as another version', async () => {
    const tagged = preflight({}, clone('v1.1.0', 'vendor-2.0.0'));
    await expect(tagged).rejects.toMatchObject(fails('tag-taken', 'has the tag v1.1.0, and the version is 1.0.0'));
  });

  it('for a snapshot, unless what is out may be skipped', async () => {
    const version = `1.0.0-snapshot.${COMMIT.slice(0, 12)}`;
    await expect(preflight({ version })).rejects.toMatchObject(fails('version-invalid', 'is a snapshot'));
    await expect(preflight({ version, ifExists: 'skip' })).resolves.toMatchObject({ isOut: true });
  });

  it('for a release that is there, where it may not be changed or cannot', async () => {
    release();
    await expect(preflight({ ifExists: 'fail' })).rejects.toMatchObject(fails('release-exists', 'a release v1.0.0'));
    server.repository.releases.clear();
    release({ immutable: true });
    await expect(preflight({ ifExists: 'replace' })).rejects.toMatchObject(fails('release-exists', 'immutable'));
  });
});

it('sends a token over no line that others can read', () => {
  for (const address of ['http://github.example.org/api/v3', 'github.example.org']) {
    expect(() => parseApiUrl(address)).toThrow(expect.objectContaining({ code: 'github-repository' }));
  }
  expect(parseApiUrl('https://github.example.org/api/v3/')).toBe('https://github.example.org/api/v3');
});
