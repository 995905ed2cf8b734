import { setTimeout } from 'node:timers/promises';
import { Failure } from '@nx-cross/core';
import type { GithubApi } from '@nx-cross/core/publish';
import {
  findToken,
  openGithub,
  openWriteLedger,
  parseApiUrl,
  parseRepositoryName,
  readRepository,
  SecretMask,
  TOKEN_VARIABLES,
} from '@nx-cross/core/publish';
import type { RunGit } from '@nx-cross/core/release';
import { gitIn } from '@nx-cross/core/release';
import { localHost } from '@nx-cross/core/toolchain';
import type { GithubChannelOptions } from '@nx-cross/core/unit';
import type { Secrets } from '../nested-nx';
import type { PublicationTask, ReleaseTask } from '../release-task';
import { progressOn } from './progress';

/** A release's way to GitHub: whom to ask, with which token, under which tag. */
export interface GithubDoor {
  readonly api: GithubApi;
  readonly git: RunGit;
  readonly secrets: Secrets;
  readonly tag: string;
}

/** Asks nothing of GitHub yet. Failures: `github-token`, `github-repository`. */
export async function openGithubDoor(
  options: GithubChannelOptions,
  task: PublicationTask,
  workspaceRoot: string,
): Promise<GithubDoor> {
  const host = localHost();
  const git = gitIn(workspaceRoot);
  const repository = options.repository === undefined ? readRepository(git) : requireRepository(options.repository);
  const apiUrl = parseApiUrl(options.apiUrl);
  const token = await findToken(host, apiUrl);
  const mask = new SecretMask([token]);
  const tell = progressOn(process.stdout, mask);
  const ports = {
    fetch: globalThis.fetch,
    now: Date.now,
    sleep: async (ms: number) => void (await setTimeout(ms)),
    ledger: await openWriteLedger(host, apiUrl, { now: Date.now, tell }),
    tell,
  };
  return {
    api: await openGithub({ apiUrl, token, repository }, ports),
    git,
    secrets: { mask, withheld: withheldFrom(task) },
    tag: task.tagTemplate.replace('{version}', task.version),
  };
}

/** A unit that passes a token on to its builder wants it, and says so. */
function withheldFrom({ members }: ReleaseTask): readonly string[] {
  const passed = members.flatMap(({ unit, platforms }) =>
    platforms.flatMap((platform) => unit.optionsFor(platform).compile.passEnv),
  );
  return TOKEN_VARIABLES.filter((name) => !passed.includes(name));
}

function requireRepository(name: string) {
  const repository = parseRepositoryName(name);
  if (repository !== undefined) return repository;
  const message = `${JSON.stringify(name)} is no repository of GitHub`;
  throw new Failure('github-repository', { message, hint: 'write owner/name' });
}
