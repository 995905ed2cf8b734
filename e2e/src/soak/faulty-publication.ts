import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, Failures } from '@nx-cross/core';
import { openGithub, parseApiUrl, publishToGithub } from '@nx-cross/core/publish';
import type { GithubApi, WantedAsset, WantedRelease } from '@nx-cross/core/publish';
import type { StoredRelease } from '@nx-cross/testing';
import { GithubServer } from '@nx-cross/testing';
import { FakeClock } from '../github/fake-clock';
import type { PlannedPublication, PlannedRun } from './plan-publication-faults';

const COMMIT = 'c'.repeat(40);
const TAG = 'v1.0.0';
/** More than any run can need: fifteen things, each tried five times and looked into. */
const MOST_REQUESTS = 600;

export type Ending = 'published' | 'draft' | 'failed' | 'killed';

/** One publication with all that befalls it, against a GitHub of its own. */
export class FaultyPublication {
  private readonly clock = new FakeClock();
  private readonly wanted: WantedRelease;
  private readonly wrong: string[] = [];
  readonly endings: Ending[] = [];
  requests = 0;

  private constructor(
    private readonly plan: PlannedPublication,
    private readonly server: GithubServer,
    folder: string,
  ) {
    const { ifExists, draft } = plan;
    const assets = plan.assets.map((size, index) => writeAsset(folder, `asset-${String(index)}.tar.gz`, size));
    this.wanted = { tag: TAG, commit: COMMIT, prerelease: false, latest: 'legacy', draft, ifExists, assets };
  }

  static async run(plan: PlannedPublication, folder: string): Promise<FaultyPublication> {
    const clockOf: { clock?: FakeClock } = {};
    const server = await GithubServer.start({ now: () => clockOf.clock?.now() ?? 0 });
    const publication = new FaultyPublication(plan, server, folder);
    clockOf.clock = publication.clock;
    try {
      publication.prepare();
      for (const run of plan.runs) await publication.runOnce(run);
      publication.judgeEnd();
    } finally {
      await server.stop();
    }
    publication.requests = server.requests.length;
    return publication;
  }

  /** What must not be, a sentence each. */
  get faults(): readonly string[] {
    return [...new Set([...this.wrong, ...this.server.breaches])];
  }

  private prepare(): void {
    const { repository, tokens } = this.server;
    tokens.set('a-token', 'write');
    repository.commits.add(COMMIT);
    repository.immutableReleases = this.plan.immutable;
    if (this.plan.beginning === 'nothing') return;
    const isOut = this.plan.beginning === 'other release';
    const release: StoredRelease = {
      id: repository.nextId(),
      createdAt: '2025-01-01T00:00:00Z',
      tagName: TAG,
      targetCommitish: 'main',
      name: TAG,
      body: 'written by hand',
      draft: !isOut,
      prerelease: false,
      immutable: isOut && this.plan.immutable,
      publishedAt: isOut ? '2025-01-01T00:00:00Z' : null,
      makeLatest: 'true',
      assets: new Map(),
    };
    repository.releases.set(release.id, release);
    if (isOut) repository.refs.set(`tags/${TAG}`, { type: 'commit', sha: COMMIT });
    if (this.plan.beginning === 'draft') return;
    const id = repository.nextId();
    const isStarter = this.plan.beginning === 'draft with a starter';
    release.assets.set(id, {
      id,
      name: 'asset-0.tar.gz',
      state: isStarter ? 'starter' : 'uploaded',
      contentType: 'application/gzip',
      size: isStarter ? 0 : 3,
      ...(isStarter ? {} : { sha256: 'f'.repeat(64) }),
      createdAt: '2025-01-01T00:00:00Z',
    });
  }

  private async runOnce(run: PlannedRun): Promise<void> {
    this.server.faults = run.faults;
    this.server.pace.forgetPause();
    const before = this.server.requests.length;
    const killed = deferred();
    const api = await this.open(run, killed.resolve);
    const ended = publishToGithub(this.wanted, api).then(
      ({ how }): Ending => (how === 'skipped' ? 'published' : how),
      this.onFailure,
    );
    this.endings.push(await Promise.race([ended, killed.promise.then((): Ending => 'killed')]));
    const count = this.server.requests.length - before;
    if (count > MOST_REQUESTS) this.wrong.push(`${String(count)} requests in one run`);
    this.judgeBetween();
  }

  /** A process that is killed asks for nothing more, and hears of nothing more. */
  private open({ kill }: PlannedRun, onKill: () => void): Promise<GithubApi> {
    let asked = 0;
    const never = new Promise<never>(() => undefined);
    const kills: typeof fetch = async (input, init) => {
      asked += 1;
      if (kill === undefined || asked < kill.request) return fetch(input, init);
      if (asked === kill.request && kill.reaches) await fetch(input, init).catch(() => undefined);
      onKill();
      return never;
    };
    const connection = {
      apiUrl: parseApiUrl(this.server.url),
      token: 'a-token',
      repository: { owner: 'acme', name: 'tools' },
    };
    return openGithub(connection, { ...this.clock, fetch: kills, tell: () => undefined });
  }

  private readonly onFailure = (error: unknown): Ending => {
    if (!(error instanceof Failure) && !(error instanceof Failures)) this.wrong.push(`a bug: ${String(error)}`);
    return 'failed';
  };

  /** What must hold at every moment at which somebody may look. */
  private judgeBetween(): void {
    const { repository } = this.server;
    const mine = repository.releasesOf(TAG);
    const out = mine.filter(({ draft }) => !draft);
    if (out.length > 1) this.wrong.push('the tag has two releases');
    const [release] = out;
    if (release !== undefined && !this.isForeign(release)) this.wrong.push(...this.differences(release));
    if (mine.length > 1) this.wrong.push('the tag has two drafts');
    const good = new Set(this.wanted.assets.map(({ sha256 }) => sha256 as string));
    for (const { name, state, sha256 } of repository.deleted) {
      if (state === 'uploaded' && good.has(sha256 ?? '')) this.wrong.push(`${name} was deleted, and it was right`);
      if (state === 'uploaded' && this.wanted.ifExists !== 'replace') this.wrong.push(`${name} was deleted unasked`);
    }
  }

  /** What somebody else has published, and nobody has touched. */
  private isForeign({ assets }: StoredRelease): boolean {
    return [...assets.values()].some(({ sha256 }) => sha256 === 'f'.repeat(64));
  }

  private differences({ assets, targetCommitish }: StoredRelease): string[] {
    const has = [...assets.values()].map(
      ({ name, size, sha256, state }) => `${name} ${String(size)} ${sha256 ?? state}`,
    );
    const must = this.wanted.assets.map(({ name, size, sha256 }) => `${name} ${String(size)} ${sha256}`);
    const tag = this.server.repository.refs.get(`tags/${TAG}`)?.sha;
    return [
      ...(JSON.stringify(has.sort()) === JSON.stringify(must.sort())
        ? []
        : [`published: ${has.join(', ')}; not ${must.join(', ')}`]),
      ...(tag === COMMIT && targetCommitish === COMMIT ? [] : [`tagged ${tag ?? 'nothing'}, for ${targetCommitish}`]),
    ];
  }

  /** The last run was disturbed by nothing: it ends well, unless what is there cannot become the release. */
  private judgeEnd(): void {
    const end = this.endings.at(-1);
    const { ifExists, draft, beginning } = this.plan;
    const release = this.server.repository.releasesOf(TAG)[0];
    if (end === 'published' && release?.draft !== false) this.wrong.push('it says that it is published, and it is not');
    if (end === 'draft' && !(draft && release?.draft === true))
      this.wrong.push('it says that it is a draft, and it is not');
    if (end === 'draft' && release?.targetCommitish !== COMMIT) this.wrong.push('the draft is of another commit');
    if (end !== 'failed') return;
    const isCorrupt = [...(release?.assets.values() ?? [])].some(
      ({ state, sha256 }) => state === 'uploaded' && this.wanted.assets.every((each) => each.sha256 !== sha256),
    );
    const mayFail = ifExists === 'fail' || beginning.startsWith('other') || isCorrupt;
    if (!mayFail) this.wrong.push('it failed, and nothing was in its way');
  }
}

function writeAsset(folder: string, name: string, size: number): WantedAsset {
  const bytes = Buffer.alloc(size, name);
  const source = join(folder, `${String(size)}-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(source, bytes);
  return { name, size, sha256: createHash('sha256').update(bytes).digest('hex') as WantedAsset['sha256'], source };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
