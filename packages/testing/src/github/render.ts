import type { Access, RepositoryState, StoredAsset, StoredRelease } from './repository-state';

/** The stored things as GitHub's JSON tells them. */
export class Renderer {
  constructor(
    private readonly origin: string,
    private readonly repository: RepositoryState,
  ) {}

  private get api(): string {
    return `${this.origin}/repos/${this.repository.owner}/${this.repository.name}`;
  }

  release(release: StoredRelease): object {
    const web = `${this.origin}/${this.repository.owner}/${this.repository.name}`;
    const url = `${this.api}/releases/${String(release.id)}`;
    const tag = release.draft ? `untagged-${String(release.id)}` : release.tagName;
    return {
      url,
      assets_url: `${url}/assets`,
      upload_url: `${url}/assets{?name,label}`,
      html_url: `${web}/releases/tag/${tag}`,
      id: release.id,
      node_id: `RE_${String(release.id)}`,
      author: user(this.origin, this.repository.owner),
      tag_name: release.tagName,
      target_commitish: release.targetCommitish,
      name: release.name,
      draft: release.draft,
      immutable: release.immutable,
      prerelease: release.prerelease,
      created_at: release.createdAt,
      updated_at: release.createdAt,
      published_at: release.publishedAt,
      assets: [...release.assets.values()].map((asset) => this.asset(release, asset)),
      tarball_url: release.draft ? null : `${this.api}/tarball/${tag}`,
      zipball_url: release.draft ? null : `${this.api}/zipball/${tag}`,
      body: release.body,
    };
  }

  asset(release: StoredRelease, asset: StoredAsset): object {
    const web = `${this.origin}/${this.repository.owner}/${this.repository.name}`;
    return {
      url: `${this.api}/releases/assets/${String(asset.id)}`,
      id: asset.id,
      node_id: `RA_${String(asset.id)}`,
      name: asset.name,
      label: '',
      uploader: user(this.origin, this.repository.owner),
      content_type: asset.contentType,
      state: asset.state,
      size: asset.size,
      digest: asset.sha256 === undefined ? null : `sha256:${asset.sha256}`,
      download_count: 0,
      created_at: asset.createdAt,
      updated_at: asset.createdAt,
      browser_download_url: `${web}/releases/download/${release.tagName}/${asset.name}`,
    };
  }

  /** What of the repository a client needs; the description wants a hundred keys, which are made from it. */
  permissions(access: Access): object {
    // An installation's token is told of no permission, whatever it has.
    const push = access === 'write';
    return { admin: false, maintain: false, push, triage: push, pull: true };
  }

  commit(sha: string): object {
    const person = { date: '2026-01-01T00:00:00Z', name: 'somebody', email: 'somebody@example.org' };
    const url = `${this.api}/git/commits/${sha}`;
    return {
      sha,
      node_id: `C_${sha}`,
      url,
      html_url: url,
      author: person,
      committer: person,
      message: 'a commit',
      tree: { sha, url },
      parents: [],
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    };
  }

  ref(name: string, { type, sha }: { readonly type: string; readonly sha: string }): object {
    const object = { type, sha, url: `${this.api}/git/${type}s/${sha}` };
    return { ref: `refs/${name}`, node_id: 'REF', url: `${this.api}/git/refs/${name}`, object };
  }

  tagObject(sha: string, commit: string): object {
    const tagger = { date: '2026-01-01T00:00:00Z', name: 'somebody', email: 'somebody@example.org' };
    const object = { type: 'commit', sha: commit, url: `${this.api}/git/commits/${commit}` };
    return { node_id: 'T', tag: 'a tag', sha, url: `${this.api}/git/tags/${sha}`, message: '', tagger, object };
  }
}

export function user(origin: string, login: string): object {
  const url = `${origin}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: 'U_1',
    avatar_url: `${url}/avatar`,
    gravatar_id: '',
    url,
    html_url: `${origin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
  };
}
