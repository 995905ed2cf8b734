/** `owner/name` */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

const NAME = /^([A-Za-z0-9][A-Za-z0-9-]*(?:_[A-Za-z0-9]+)?)\/([A-Za-z0-9._-]+)$/;

export function parseRepositoryName(text: string): RepositoryName | undefined {
  const [, owner, name] = NAME.exec(text) ?? [];
  return owner === undefined || name === undefined || /^\.+$/.test(name) ? undefined : { owner, name };
}

export function renderRepositoryName({ owner, name }: RepositoryName): string {
  return `${owner}/${name}`;
}

/**
 * The repository that a git remote stands for: `https://host/owner/name.git`, `git@host:owner/name`,
 * `ssh://git@host:22/owner/name`.
 */
export function parseRemoteUrl(url: string): RepositoryName | undefined {
  const [, path] =
    /^(?:https?|ssh|git):\/\/[^/]+\/(.+)$/.exec(url) ?? /^(?:[^/@]+@)?[^/:@]+:(?!\/)(.+)$/.exec(url) ?? [];
  return path === undefined ? undefined : parseRepositoryName(path.replace(/\/$/, '').replace(/\.git$/, ''));
}
