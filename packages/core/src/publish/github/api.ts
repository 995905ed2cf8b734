import type { Exchange, ReadOutcome, Request, WriteOutcome } from './exchange';
import { refused } from './exchange';
import type { Headers } from './outcome';
import type { Parse, RemoteAsset, RemoteObject, RemoteRelease, RemoteRepository } from './remote';
import {
  parseAsset,
  parseAssets,
  parseNothing,
  parseObject,
  parseRelease,
  parseReleases,
  parseRepository,
  parseSha,
} from './remote';
import type { RepositoryName } from './repository';

/** What is said of a release when it is made or changed. */
export interface ReleaseFields {
  readonly tag_name: string;
  readonly target_commitish: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly name?: string;
  readonly body?: string;
  readonly make_latest?: 'true' | 'false' | 'legacy';
}

export interface UploadBody {
  readonly name: string;
  readonly size: number;
  /** Opens the file anew, for one attempt. */
  open(): Promise<unknown>;
}

/** The largest page that GitHub gives. */
const PAGE = 100;

/** GitHub's API of releases, as far as the channel needs it, for one repository. */
export class GithubApi {
  constructor(
    readonly exchange: Exchange,
    readonly repository: RepositoryName,
  ) {}

  getRepository(): Promise<ReadOutcome<RemoteRepository>> {
    return this.get('', {}, parseRepository, 'look at the repository');
  }

  /** Whether the token is one of an app's installation, as `GITHUB_TOKEN` is in GitHub Actions. */
  async isInstallation(): Promise<boolean> {
    const outcome = await this.exchange.read({
      route: 'GET /installation/repositories',
      parameters: { per_page: 1 },
      parse: parseNothing,
      what: 'tell whose token it is',
    });
    return outcome.kind === 'ok';
  }

  async hasCommit(sha: string): Promise<boolean> {
    const what = `find the commit ${sha}`;
    return isThere(await this.get('/git/commits/{sha}', { sha }, parseSha, what), what, [404, 409, 422]) !== undefined;
  }

  /** The commit that a tag stands for; `undefined` where there is no such tag. */
  async findTag(tag: string): Promise<string | undefined> {
    const what = `find the tag ${tag}`;
    // 409: of a repository without any commit.
    const ref = isThere(await this.get(`/git/ref/tags/${encodeRef(tag)}`, {}, parseObject, what), what, [404, 409]);
    return ref === undefined || ref.object.type !== 'tag' ? ref?.object.sha : this.peelTag(ref, what);
  }

  /** What an annotated tag is of. */
  private async peelTag({ object }: RemoteObject, what: string): Promise<string | undefined> {
    const tag = isThere(await this.get('/git/tags/{sha}', { sha: object.sha }, parseObject, what), what);
    return tag?.object.sha;
  }

  async findPublished(tag: string): Promise<RemoteRelease | undefined> {
    const what = `find the release ${tag}`;
    return isThere(await this.get(`/releases/tags/${encodeRef(tag)}`, {}, parseRelease, what), what);
  }

  /** Drafts are found by listing alone, and one run may have left several. */
  async findDrafts(tag: string): Promise<readonly RemoteRelease[]> {
    const all = await this.list('/releases', {}, parseReleases, 'list the releases');
    return all.filter(({ draft, tag_name }) => draft && tag_name === tag);
  }

  listAssets(id: number): Promise<readonly RemoteAsset[]> {
    return this.list('/releases/{id}/assets', { id }, parseAssets, 'list the assets');
  }

  createRelease(fields: ReleaseFields): Promise<WriteOutcome<RemoteRelease>> {
    return this.exchange.write(this.request('POST', '/releases', { ...fields }, parseRelease, 'create the draft'));
  }

  updateRelease(id: number, fields: Partial<ReleaseFields>, what: string): Promise<WriteOutcome<RemoteRelease>> {
    return this.exchange.write(this.request('PATCH', '/releases/{id}', { id, ...fields }, parseRelease, what));
  }

  deleteAsset({ id, name }: RemoteAsset): Promise<WriteOutcome<true>> {
    const what = `delete ${JSON.stringify(name)}`;
    return this.exchange.write(this.request('DELETE', '/releases/assets/{id}', { id }, parseNothing, what));
  }

  uploadAsset({ upload_url: url }: RemoteRelease, body: UploadBody): Promise<WriteOutcome<RemoteAsset>> {
    const request = {
      route: `POST ${url}`,
      parameters: {
        name: body.name,
        headers: { 'content-type': 'application/octet-stream', 'content-length': body.size },
      },
      parse: parseAsset,
      what: `upload ${JSON.stringify(body.name)}`,
    };
    return this.exchange.write(request, () => body.open());
  }

  /** The bytes of a small asset; drafts are read by their id alone. */
  async download({ id, name }: RemoteAsset): Promise<Buffer> {
    const what = `download ${JSON.stringify(name)}`;
    const parse: Parse<Buffer> = (data) => (data instanceof ArrayBuffer ? Buffer.from(data) : undefined);
    const headers = { accept: 'application/octet-stream' };
    const found = isThere(await this.get('/releases/assets/{id}', { id, headers }, parse, what), what, []);
    return found ?? Buffer.alloc(0);
  }

  private request<T>(
    method: string,
    path: string,
    parameters: Readonly<Record<string, unknown>>,
    parse: Parse<T>,
    what: string,
  ): Request<T> {
    const route = `${method} /repos/{owner}/{repo}${path}`;
    return {
      route,
      parameters: { ...parameters, owner: this.repository.owner, repo: this.repository.name },
      parse,
      what,
    };
  }

  private get<T>(path: string, parameters: Readonly<Record<string, unknown>>, parse: Parse<T>, what: string) {
    return this.exchange.read(this.request('GET', path, parameters, parse, what));
  }

  private async list<T>(
    path: string,
    parameters: Readonly<Record<string, unknown>>,
    parse: Parse<readonly T[]>,
    what: string,
  ): Promise<readonly T[]> {
    const all: T[] = [];
    for (let page = 1; ; page += 1) {
      const outcome = await this.get(path, { ...parameters, per_page: PAGE, page }, parse, what);
      if (outcome.kind === 'refused') throw refused(what, outcome);
      all.push(...outcome.value);
      if (!hasNext(outcome.headers)) return all;
    }
  }
}

function hasNext({ link }: Headers): boolean {
  return /rel="next"/.test(String(link ?? ''));
}

/** A ref keeps its slashes; its other characters may be those of an address (`v1.0.0+build`). */
function encodeRef(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/** What was found; `undefined` for the answers that say that there is none. */
function isThere<T>(outcome: ReadOutcome<T>, what: string, none: readonly number[] = [404]): T | undefined {
  if (outcome.kind === 'ok') return outcome.value;
  if (none.includes(outcome.status)) return undefined;
  throw refused(what, outcome);
}
