import { Failure } from '../../failure';
import type { RunGit } from '../../release';
import { gitLines } from '../../release';
import type { RepositoryName } from './repository';
import { parseRemoteUrl } from './repository';

/**
 * The commit that is built, which is what lies in the folder and nothing else.
 * Failure: `commit-unpublished` where there is none, or files differ from it.
 */
export function readBuiltCommit(git: RunGit): string {
  const commit = git(['rev-parse', '--verify', 'HEAD^{commit}'])?.trim();
  if (commit === undefined) {
    throw new Failure('commit-unpublished', {
      message: 'this folder is no clone of git with a commit, and a release on GitHub needs one',
      hint: 'publish from a clone of the repository',
    });
  }
  const changed = gitLines(git, ['status', '--porcelain']);
  if (changed.length === 0) return commit;
  const [first = ''] = changed;
  const differs = changed.length === 1 ? ' differs' : ` and ${String(changed.length - 1)} more differ`;
  throw new Failure('commit-unpublished', {
    message: `what would be built is not the commit ${commit.slice(0, 12)}: ${first.slice(3)}${differs} from it`,
    hint: 'commit the changes, or let .gitignore name what does not belong to them',
  });
}

/** Failure: `github-repository` where no remote tells. */
export function readRepository(git: RunGit): RepositoryName {
  const remotes = gitLines(git, ['remote']);
  const remote = remotes.includes('origin') ? 'origin' : remotes.length === 1 ? remotes[0] : undefined;
  const url = remote === undefined ? undefined : git(['remote', 'get-url', remote])?.trim();
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
export function tagsAt(git: RunGit, commit: string): readonly string[] {
  return gitLines(git, ['tag', '--points-at', commit]);
}
