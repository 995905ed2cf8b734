import type { RepositoryState, StoredAsset, StoredRelease } from './repository-state';
import { renamed } from './repository-state';
import type { Renderer } from './render';

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Upload {
  readonly size: number;
  readonly sha256: string;
  readonly bytes?: Buffer;
  readonly contentType: string;
}

export interface Call {
  readonly state: RepositoryState;
  readonly render: Renderer;
  readonly origin: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly upload?: Upload;
  readonly now: string;
  readonly canWrite: boolean;
  readonly accepts: string;
}

const notFound: Answer = { status: 404, json: { message: 'Not Found', status: '404' } };

function invalid(resource: string, ...errors: readonly object[]): Answer {
  const all = errors.map((error) => ({ resource, ...error }));
  return { status: 422, json: { message: 'Validation Failed', documentation_url: DOCS, errors: all, status: '422' } };
}

export const DOCS = 'https://docs.github.com/rest';
const LONGEST_BODY = 125_000;
const MOST_ASSETS = 1000;
const LARGEST_ASSET = 2 ** 31;

/** Operation → what it does; what GitHub does where the description is silent stands beside it. */
export const ROUTES: Readonly<Record<string, (call: Call) => Answer>> = {
  'repos/list-releases': ({ state, render, query, url, canWrite }) => {
    // Newest first; drafts only for those who may write.
    const all = [...state.releases.values()].filter(({ draft }) => canWrite || !draft).reverse();
    return paged(all, query, url, (release) => render.release(release));
  },

  'repos/get-release': ({ state, render, path }) => {
    const release = state.releases.get(Number(path['release_id']));
    return release === undefined ? notFound : { status: 200, json: render.release(release) };
  },

  // Finds no draft.
  'repos/get-release-by-tag': ({ state, render, path }) => {
    const release = state.published(path['tag'] ?? '');
    return release === undefined ? notFound : { status: 200, json: render.release(release) };
  },

  'repos/create-release': (call) => {
    const { state, body, now } = call;
    const release: StoredRelease = {
      id: state.nextId(),
      createdAt: now,
      tagName: '',
      targetCommitish: 'main',
      name: null,
      body: null,
      draft: false,
      prerelease: false,
      immutable: false,
      publishedAt: null,
      makeLatest: 'true',
      assets: new Map(),
    };
    const refused = change(release, body, call, false);
    if (refused !== undefined) return refused;
    state.releases.set(release.id, release);
    return { status: 201, json: call.render.release(release) };
  },

  'repos/update-release': (call) => {
    const release = call.state.releases.get(Number(call.path['release_id']));
    if (release === undefined) return notFound;
    return change(release, call.body, call, true) ?? { status: 200, json: call.render.release(release) };
  },

  'repos/delete-release': ({ state, path }) => {
    const release = state.releases.get(Number(path['release_id']));
    if (release === undefined) return notFound;
    state.releases.delete(release.id);
    if (release.immutable) state.burntTags.add(release.tagName);
    return { status: 204 };
  },

  'repos/list-release-assets': ({ state, render, path, query, url }) => {
    const release = state.releases.get(Number(path['release_id']));
    if (release === undefined) return notFound;
    return paged([...release.assets.values()], query, url, (asset) => render.asset(release, asset));
  },

  'repos/get-release-asset': ({ state, render, path, accepts }) => {
    const found = state.findAsset(Number(path['asset_id']));
    if (found === undefined) return notFound;
    if (!accepts.includes('octet-stream')) return { status: 200, json: render.asset(found.release, found.asset) };
    return { status: 200, bytes: found.asset.bytes ?? Buffer.alloc(0) };
  },

  'repos/delete-release-asset': ({ state, path }) => {
    const found = state.findAsset(Number(path['asset_id']));
    if (found === undefined) return notFound;
    if (found.release.immutable) return frozen('Cannot delete asset from an immutable release');
    found.release.assets.delete(found.asset.id);
    state.deleted.push(found.asset);
    return { status: 204 };
  },

  'repos/upload-release-asset': (call) => {
    const { state, path, query, upload, render } = call;
    const release = state.releases.get(Number(path['release_id']));
    if (release === undefined || upload === undefined) return notFound;
    const refused = refuseUpload(release, query.get('name') ?? '', upload);
    if (refused !== undefined) return refused;
    const asset: StoredAsset = { ...stub(call, 'uploaded'), ...upload };
    release.assets.set(asset.id, asset);
    return { status: 201, json: render.asset(release, asset) };
  },

  'git/get-commit': ({ state, render, path }) => {
    const sha = path['commit_sha'] ?? '';
    return state.commits.has(sha) ? { status: 200, json: render.commit(sha) } : notFound;
  },

  'git/get-ref': ({ state, render, path }) => {
    const name = path['ref'] ?? '';
    const ref = state.refs.get(name);
    return ref === undefined ? notFound : { status: 200, json: render.ref(name, ref) };
  },

  'git/get-tag': ({ state, render, path }) => {
    const sha = path['tag_sha'] ?? '';
    const commit = state.tagObjects.get(sha);
    return commit === undefined ? notFound : { status: 200, json: render.tagObject(sha, commit) };
  },
};

/** An asset without bytes, as an upload that is cut or fails leaves it. */
export function leaveStarter(call: Call): void {
  const release = call.state.releases.get(Number(call.path['release_id']));
  if (release === undefined || release.immutable) return;
  const asset = stub(call, 'starter');
  const isTaken = [...release.assets.values()].some(({ name }) => name === asset.name);
  if (!isTaken) release.assets.set(asset.id, asset);
}

function stub({ state, query, now }: Call, assetState: StoredAsset['state']): StoredAsset {
  const name = renamed(query.get('name') ?? '');
  return {
    id: state.nextId(),
    name,
    state: assetState,
    contentType: 'application/octet-stream',
    size: 0,
    createdAt: now,
  };
}

function refuseUpload(release: StoredRelease, name: string, { size }: Upload): Answer | undefined {
  if (release.immutable) return frozen('Cannot upload assets to an immutable release.');
  if (size === 0) return { status: 400, json: { message: 'Bad Content-Length: ', documentation_url: DOCS } };
  if (size >= LARGEST_ASSET) {
    return invalid('ReleaseAsset', { code: 'custom', field: 'size', message: 'size must be less than 2147483648' });
  }
  if (release.assets.size >= MOST_ASSETS) {
    return invalid('ReleaseAsset', {
      code: 'custom',
      field: 'file_count',
      message: 'file_count limited to 1000 assets per release',
    });
  }
  const isTaken = [...release.assets.values()].some((asset) => asset.name === renamed(name));
  return isTaken ? invalid('ReleaseAsset', { code: 'already_exists', field: 'name' }) : undefined;
}

/** Takes what a body says into a release; where that cannot be, the refusal, and nothing is changed. */
function change(release: StoredRelease, body: Call['body'], call: Call, exists: boolean): Answer | undefined {
  const { state, now } = call;
  const text = (key: string, old: string) => (typeof body[key] === 'string' ? body[key] : old);
  const flag = (key: string, old: boolean) => (typeof body[key] === 'boolean' ? body[key] : old);
  const tagName = text('tag_name', release.tagName);
  const targetCommitish = text('target_commitish', release.targetCommitish);
  const draft = flag('draft', exists && release.draft);
  const notes = text('body', release.body ?? '');
  if (release.immutable && (draft || tagName !== release.tagName)) return frozen('Cannot change an immutable release');
  if (notes.length > LONGEST_BODY) {
    return invalid('Release', {
      code: 'custom',
      field: 'body',
      message: 'body is too long (maximum is 125000 characters)',
    });
  }
  const other = state.published(tagName);
  if (!draft) {
    if (other !== undefined && other.id !== release.id)
      return invalid('Release', { code: 'already_exists', field: 'tag_name' });
    if (state.burntTags.has(tagName)) {
      return invalid('Release', {
        code: 'custom',
        field: 'tag_name',
        message: 'tag_name was used by an immutable release',
      });
    }
    const commit = state.commits.has(targetCommitish)
      ? targetCommitish
      : state.refs.get(`heads/${targetCommitish}`)?.sha;
    if (commit === undefined) return invalid('Release', { code: 'invalid', field: 'target_commitish' });
    if (!state.refs.has(`tags/${tagName}`)) state.refs.set(`tags/${tagName}`, { type: 'commit', sha: commit });
    release.publishedAt ??= now;
    release.immutable ||= state.immutableReleases;
  }
  Object.assign(release, { tagName, targetCommitish, draft, body: notes });
  release.name = text('name', release.name ?? tagName);
  release.prerelease = flag('prerelease', release.prerelease);
  release.makeLatest = text('make_latest', release.makeLatest);
  return undefined;
}

function frozen(message: string): Answer {
  return { status: 422, json: { message, documentation_url: DOCS, status: '422' } };
}

function paged<T>(all: readonly T[], query: URLSearchParams, url: string, render: (one: T) => object): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const page = Number(query.get('page') ?? 1);
  const json = all.slice((page - 1) * size, page * size).map(render);
  if (page * size >= all.length) return { status: 200, json };
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  return { status: 200, json, headers: { link: `<${next.href}>; rel="next"` } };
}
