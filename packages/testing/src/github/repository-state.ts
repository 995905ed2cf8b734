/** An asset as GitHub keeps it; its bytes are only counted and hashed, so that a large one costs no memory. */
export interface StoredAsset {
  readonly id: number;
  readonly name: string;
  readonly state: 'uploaded' | 'starter';
  readonly contentType: string;
  readonly size: number;
  /** Lowercase hex; absent while it is a `starter`. */
  readonly sha256?: string;
  /** Of a small one, for downloads. */
  readonly bytes?: Buffer;
  readonly createdAt: string;
}

export interface StoredRelease {
  readonly id: number;
  readonly createdAt: string;
  tagName: string;
  targetCommitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  publishedAt: string | null;
  makeLatest: string;
  readonly assets: Map<number, StoredAsset>;
}

export type Access = 'none' | 'read' | 'write' | 'installation';

/** All that a repository has; a test may look into it and change it. */
export class RepositoryState {
  readonly releases = new Map<number, StoredRelease>();
  /** Commits that were pushed. */
  readonly commits = new Set<string>();
  /** Name without `refs/` → what it points to. */
  readonly refs = new Map<string, { readonly type: 'commit' | 'tag'; readonly sha: string }>();
  /** Annotated tags: the object's own id → the commit. */
  readonly tagObjects = new Map<string, string>();
  /** Tags of releases that were immutable: no other release may take them. */
  readonly burntTags = new Set<string>();
  /** Assets that somebody had deleted. */
  readonly deleted: StoredAsset[] = [];
  /** Whether releases become immutable when they are published. */
  immutableReleases = false;
  private ids = 1000;

  constructor(
    readonly owner: string,
    readonly name: string,
  ) {}

  nextId(): number {
    return (this.ids += 1);
  }

  releasesOf(tag: string): readonly StoredRelease[] {
    return [...this.releases.values()].filter(({ tagName }) => tagName === tag);
  }

  published(tag: string): StoredRelease | undefined {
    return this.releasesOf(tag).find(({ draft }) => !draft);
  }

  findAsset(id: number): { readonly release: StoredRelease; readonly asset: StoredAsset } | undefined {
    for (const release of this.releases.values()) {
      const asset = release.assets.get(id);
      if (asset !== undefined) return { release, asset };
    }
    return undefined;
  }
}

/** What GitHub makes of a file's name (tried by many, described by nobody): other characters become dots. */
export function renamed(name: string): string {
  const dotted = name.replace(/[^A-Za-z0-9._-]+/g, '.').replace(/^\.+|\.+$/g, '');
  return dotted === '' ? 'default' : dotted;
}
