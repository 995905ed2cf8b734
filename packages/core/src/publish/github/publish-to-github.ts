import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describeFile } from '../../artifact';
import { Failure } from '../../failure';
import type { GithubApi, UploadBody } from './api';
import type { WriteOutcome } from './exchange';
import { refused } from './exchange';
import type { Seen, Step } from './next-step';
import { nextStep } from './next-step';
import type { GithubPorts } from './ports';
import { renderRefusal } from './refusal';
import type { RemoteAsset, RemoteRelease } from './remote';
import type { WantedAsset, WantedRelease } from './wanted';

export interface GithubResult {
  readonly how: 'published' | 'draft' | 'skipped';
  /** For a browser. */
  readonly url: string;
  /** How many assets this run has uploaded. */
  readonly uploaded: number;
}

/** Looks at what GitHub has of a release, as its listings say. */
export async function lookAtRelease(api: GithubApi, tag: string, own = false): Promise<Seen> {
  const published = await api.findPublished(tag);
  if (published !== undefined) {
    return { published, drafts: [], assets: await api.listAssets(published.id), verified: true, own };
  }
  const drafts = await api.findDrafts(tag);
  const [draft] = drafts;
  const assets = draft === undefined ? [] : await api.listAssets(draft.id);
  return { drafts, assets, verified: true, own };
}

/**
 * Brings a release to where it must be, step by step, whatever state an earlier run has left it in. `seen` is what was
 * looked at just now.
 * Failures: `published-differs`, `release-exists`, `github-unreachable`, `github-refused`, `artifact-changed`,
 * `artifact-missing`.
 */
export async function publishToGithub(wanted: WantedRelease, api: GithubApi, seen?: Seen): Promise<GithubResult> {
  const run = new Publication(wanted, api, seen ?? (await lookAtRelease(api, wanted.tag)));
  return run.toEnd();
}

class Publication {
  /** How often each thing has been tried without an answer. */
  private readonly attempts = new Map<string, number>();
  private uploaded = 0;

  constructor(
    private readonly wanted: WantedRelease,
    private readonly api: GithubApi,
    private seen: Seen,
  ) {}

  async toEnd(): Promise<GithubResult> {
    for (;;) {
      const step = nextStep(this.wanted, this.seen);
      if (step.do === 'refuse') throw renderRefusal(this.wanted, step.refusal);
      if (step.do === 'end') return { how: step.how, url: step.release.html_url, uploaded: this.uploaded };
      await this.take(step);
    }
  }

  private async take(step: Exclude<Step, { readonly do: 'refuse' | 'end' }>): Promise<void> {
    switch (step.do) {
      case 'create':
        return this.create();
      case 'withdraw':
        return this.withdraw(step.release);
      case 'delete':
        return this.remove(step.asset);
      case 'upload':
        return this.upload(step.release, step.asset);
      case 'verify':
        return this.look();
      case 'aim':
        return this.aim(step.release);
      case 'publish':
        return this.publish(step.release);
    }
  }

  private async look(): Promise<void> {
    this.seen = await lookAtRelease(this.api, this.wanted.tag, this.seen.own);
  }

  private async create(): Promise<void> {
    const { tag, commit, prerelease, notes } = this.wanted;
    const outcome = await this.api.createRelease({
      tag_name: tag,
      target_commitish: commit,
      name: tag,
      draft: true,
      prerelease,
      ...(notes === undefined ? {} : { body: notes }),
    });
    // Also where nobody knows whether it came to be: what is found then is ours.
    this.seen = { ...this.seen, own: true };
    const release = await this.valueOf(outcome, `create the draft ${tag}`);
    if (release === undefined) return;
    this.tell(`made the draft ${tag}`);
    this.seen = { drafts: [release], assets: [], verified: false, own: true };
  }

  private async withdraw(release: RemoteRelease): Promise<void> {
    const what = `take ${this.wanted.tag} back to a draft`;
    const outcome = await this.api.updateRelease(release.id, { draft: true }, what);
    const draft = await this.valueOf(outcome, what);
    if (draft === undefined) return;
    this.tell(`took ${this.wanted.tag} back to a draft`);
    this.seen = { drafts: [draft], assets: this.seen.assets, verified: false, own: this.seen.own };
  }

  private async aim({ id }: RemoteRelease): Promise<void> {
    const { tag, commit, prerelease } = this.wanted;
    const what = `name the commit of the draft ${tag}`;
    const draft = await this.valueOf(
      await this.api.updateRelease(id, { target_commitish: commit, prerelease }, what),
      what,
    );
    if (draft !== undefined) this.seen = { ...this.seen, drafts: [draft] };
  }

  private async remove(asset: RemoteAsset): Promise<void> {
    const outcome = await this.api.deleteAsset(asset);
    const isGone = outcome.kind === 'refused' && outcome.status === 404;
    const done = isGone || (await this.valueOf(outcome, `delete ${JSON.stringify(asset.name)}`));
    if (done === undefined) return;
    this.tell(`deleted ${asset.name}${asset.state === 'uploaded' ? '' : ', the rest of an upload that failed'}`);
    this.remember(this.seen.assets.filter(({ id }) => id !== asset.id));
  }

  private async upload(release: RemoteRelease, asset: WantedAsset): Promise<void> {
    const outcome = await this.api.uploadAsset(release, await openAsset(asset, this.api.exchange.ports));
    const uploaded = await this.valueOf(outcome, `upload ${JSON.stringify(asset.name)}`);
    if (uploaded === undefined) return;
    if (uploaded.name !== asset.name) throw renamed(asset.name, uploaded.name);
    this.uploaded += 1;
    this.tell(`uploaded ${asset.name}`);
    this.remember([...this.seen.assets, uploaded]);
  }

  private async publish(release: RemoteRelease): Promise<void> {
    const { tag, commit, prerelease, latest } = this.wanted;
    const fields = { tag_name: tag, target_commitish: commit, draft: false, prerelease, make_latest: latest };
    const outcome = await this.api.updateRelease(release.id, fields, `publish ${tag}`);
    const published = await this.valueOf(outcome, `publish ${tag}`);
    if (published === undefined) return;
    this.tell(`published ${tag}`);
    this.seen = { ...this.seen, published, drafts: [] };
  }

  /** What came of a write; `undefined` where only GitHub knows, which is then looked at anew. */
  private async valueOf<T>(outcome: WriteOutcome<T>, what: string): Promise<T | undefined> {
    if (outcome.kind === 'ok') return outcome.value;
    if (outcome.kind === 'refused' && !outcome.alreadyExists) throw refused(what, outcome);
    const attempt = (this.attempts.get(what) ?? 0) + 1;
    this.attempts.set(what, attempt);
    const why = outcome.kind === 'refused' ? outcome.message : outcome.why;
    await this.api.exchange.waitOut(what, { kind: 'uncertain', why }, attempt);
    await this.look();
    return undefined;
  }

  private remember(assets: readonly RemoteAsset[]): void {
    this.seen = { ...this.seen, assets, verified: false };
  }

  private tell(what: string): void {
    this.api.exchange.ports.tell({ kind: 'done', what });
  }
}

/** Failures: `artifact-missing` where there is no file to upload, `artifact-changed` where it is another one by now. */
async function openAsset({ name, source, size, sha256 }: WantedAsset, { tell }: GithubPorts): Promise<UploadBody> {
  if (source === undefined) {
    const message = `the draft has no ${JSON.stringify(name)}, and nothing was built that could be uploaded`;
    throw new Failure('artifact-missing', { message, hint: 'publish it whole: nx run <project>:publish' });
  }
  const length = size ?? 0;
  const open = async () => {
    const found = await describeFile(source).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      const message = 'the file disappeared while it was published';
      throw new Failure('artifact-missing', { message, place: { file: source }, hint: 'publish again' });
    });
    if (found.sha256 !== sha256) throw changed(source, found.sha256, sha256);
    return Readable.toWeb(Readable.from(countedPieces(source, { name, size: length }, tell), { objectMode: false }));
  };
  return { name, size: length, open };
}

/** A listener for `data` would let the file flow into memory as fast as a disk reads. */
async function* countedPieces(
  source: string,
  { name, size }: Pick<UploadBody, 'name' | 'size'>,
  tell: GithubPorts['tell'],
): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const piece of createReadStream(source) as AsyncIterable<Buffer>) {
    sent += piece.length;
    tell({ kind: 'uploading', name, size, sent });
    yield piece;
  }
}

function changed(file: string, found: string, planned: string): Failure {
  const message = `the file changed while it was published: sha256 ${found}, planned: ${planned}`;
  return new Failure('artifact-changed', { message, place: { file }, hint: 'publish again' });
}

function renamed(name: string, other: string): Failure {
  return new Failure('github-refused', {
    message: `GitHub has given ${JSON.stringify(name)} another name, ${JSON.stringify(other)}, and the checksums would not fit`,
    hint: 'change `archive.name`: letters, digits, `.`, `_` and `-`, and no dot at either end',
  });
}
