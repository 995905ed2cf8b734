import { Failure } from '../../failure';
import type { Host } from '../../toolchain/host';
import type { RepositoryName } from './repository';
import { parseRemoteUrl } from './repository';

/** A clone, as git tells of it. */
export interface Git {
  /** What git says, without the last line's end; `undefined` where it fails. */
  ask(...words: readonly string[]): Promise<string | undefined>;
}

export function openGit(host: Host, folder: string): Git {
  return {
    ask: async (...words) => {
      const { exitCode, stdout } = await host.run(['git', ...words], { cwd: folder });
      return exitCode === 0 ? stdout.replace(/\n$/, '') : undefined;
    },
  };
}

/**
 * The commit that is built, which is what lies in the folder and nothing else.
 * Failure: `commit-unpublished` where there is none, or files differ from it.
 */
export async function readBuiltCommit(git: Git): Promise<string> {
  const commit = await git.ask('rev-parse', '--verify', 'HEAD^{commit}');
  if (commit === undefined) {
    throw new Failure('commit-unpublished', {
      message: 'this folder is no clone of git with a commit, and a release on GitHub needs one',
      hint: 'publish from a clone of the repository',
    });
  }
  const changed = ((await git.ask('status', '--porcelain')) ?? '').split('\n').filter((line) => line !== '');
  if (changed.length === 0) return commit;
  const [first = ''] = changed;
  const others = changed.length === 1 ? '' : ` and ${String(changed.length - 1)} more`;
  throw new Failure('commit-unpublished', {
    message: `what would be built is not the commit ${commit.slice(0, 12)}: ${first.slice(3)}${others} differ from it`,
    hint: 'commit the changes, or let .gitignore name what does not belong to them',
  });
}

/** Failure: `github-repository` where no remote tells. */
export async function readRepository(git: Git): Promise<RepositoryName> {
  const remotes = ((await git.ask('remote')) ?? '').split('\n').filter((name) => name !== '');
  const remote = remotes.includes('origin') ? 'origin' : remotes.length === 1 ? remotes[0] : undefined;
  const url = remote === undefined ? undefined : await git.ask('remote', 'get-url', remote);
  const repository = url === undefined ? undefined : parseRemoteUrl(url);
  if (repository !== undefined) return repository;
  // The address itself may hold a password.
  const problem = remote === undefined ? 'there is no git remote `origin`' : `the git remote \`${remote}\` names none`;
  throw new Failure('github-repository', {
    message: `the repository on GitHub is not known: ${problem}`,
    hint: 'write "repository": "owner/name" in the channel',
  });
}

/** The tags at a commit of this clone. */
export async function tagsAt(git: Git, commit: string): Promise<readonly string[]> {
  return ((await git.ask('tag', '--points-at', commit)) ?? '').split('\n').filter((name) => name !== '');
}
