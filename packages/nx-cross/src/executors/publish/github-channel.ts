import { setTimeout } from 'node:timers/promises';
import type { ExecutorContext } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { Git, GithubApi } from '@nx-cross/core/publish';
import {
  findToken,
  GITHUB_API,
  openGit,
  openGithub,
  parseRepositoryName,
  readRepository,
  SecretMask,
  TOKEN_VARIABLES,
} from '@nx-cross/core/publish';
import { tagTemplate } from '@nx-cross/core/release';
import { localHost } from '@nx-cross/core/toolchain';
import type { GithubChannelOptions } from '@nx-cross/core/unit';
import type { Secrets } from '../nested-nx';
import type { ReleaseTask } from '../release-task';
import { modelOf } from '../version';
import { progressOn } from './progress';

/** A release's way to GitHub: whom to ask, with which token, under which tag. */
export interface GithubDoor {
  readonly api: GithubApi;
  readonly git: Git;
  readonly secrets: Secrets;
  readonly tag: string;
  readonly tagTemplate: string;
  /** How many releases the workspace has. */
  readonly releases: number;
}

/** Asks nothing of GitHub yet. Failures: `github-token`, `github-repository`. */
export async function openGithubDoor(
  options: GithubChannelOptions,
  task: ReleaseTask,
  context: ExecutorContext,
): Promise<GithubDoor> {
  const host = localHost();
  const git = openGit(host, context.root);
  const repository =
    options.repository === undefined ? await readRepository(git) : requireRepository(options.repository);
  const apiUrl = options.apiUrl ?? GITHUB_API;
  const token = await findToken(host, apiUrl);
  const mask = new SecretMask([token]);
  const ports = {
    fetch: globalThis.fetch,
    now: Date.now,
    sleep: async (ms: number) => void (await setTimeout(Math.max(0, ms))),
    tell: progressOn(process.stdout, mask),
  };
  const releases = modelOf(task.workspace, context).releases.length;
  const template = tagTemplate(task.options, releases);
  return {
    api: await openGithub({ apiUrl, token, repository }, ports),
    git,
    secrets: { mask, withheld: withheldFrom(task) },
    tag: template.replace('{version}', task.version),
    tagTemplate: template,
    releases,
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
