/** Standard output of a git command in the workspace; `undefined` where there is no git, no repository, or it failed. */
export type RunGit = (argv: readonly string[]) => string | undefined;

/** The commit that is checked out. */
export interface Head {
  readonly commit: string;
  /** In seconds since 1970. */
  readonly time: string;
  readonly tags: readonly string[];
}

/** One process, since every command asks. `undefined` outside of a repository, and before its first commit. */
export function probeHead(git: RunGit): Head | undefined {
  const text = git(['log', '-1', '--decorate=full', '--decorate-refs=refs/tags/*', '--format=%H %ct %D']);
  const [, commit, time, names = ''] = /^(\S+) (\S+) ?(.*)/.exec(text ?? '') ?? [];
  if (commit === undefined || time === undefined) return undefined;
  const tag = 'tag: refs/tags/';
  const tags = names.split(', ').flatMap((name) => (name.startsWith(tag) ? [name.slice(tag.length)] : []));
  return { commit, time, tags };
}

/** What a version is told by where it comes of the history. */
export interface Checkout {
  readonly head: Head;
  /** Whether older commits, and with them tags, may be missing here. */
  readonly isShallow: boolean;
  /** Tracked files that differ from the commit. New files do not count, as with `git describe --dirty`. */
  readonly changed: readonly string[];
  /** All tags that are known here. */
  readonly tags: readonly string[];
}

export function probeCheckout(git: RunGit): Checkout | undefined {
  const head = probeHead(git);
  if (head === undefined) return undefined;
  return {
    head,
    isShallow: git(['rev-parse', '--is-shallow-repository'])?.trim() === 'true',
    changed: gitLines(git, ['status', '--porcelain', '--untracked-files=no', '--', '.']).map((line) =>
      line.slice('XY '.length),
    ),
    tags: gitLines(git, ['tag', '--list']),
  };
}

/** The lines of what git says; none where it fails. */
export function gitLines(git: RunGit, argv: readonly string[]): string[] {
  return (git(argv) ?? '').split('\n').filter((line) => line !== '');
}
