import { Failure } from '../../failure';
import type { Host } from '../../toolchain/host';
import type { ApiUrl } from './api-url';

/** The variables that carry a token, in the order in which they are asked. */
export const TOKEN_VARIABLES = ['GITHUB_TOKEN', 'GH_TOKEN'] as const;

/** Failure: `github-token` where none is found. */
export async function findToken(host: Host, apiUrl: ApiUrl): Promise<string> {
  for (const name of TOKEN_VARIABLES) {
    const token = host.env[name]?.trim() ?? '';
    if (token !== '') return token;
  }
  const token = await askGh(host, apiUrl);
  if (token !== undefined) return token;
  throw new Failure('github-token', {
    message: 'there is no token for GitHub: neither GITHUB_TOKEN nor GH_TOKEN is set, and `gh` is not logged in',
    hint: 'run `gh auth login`, or set GITHUB_TOKEN to a token that may write the repository’s contents',
  });
}

/** What GitHub's own command line is logged in with; it prints the token, and takes none. */
async function askGh(host: Host, apiUrl: ApiUrl): Promise<string | undefined> {
  if ((await host.which('gh')) === undefined) return undefined;
  const { hostname } = new URL(apiUrl);
  const server = hostname === 'api.github.com' ? 'github.com' : hostname;
  const { exitCode, stdout } = await host.run(['gh', 'auth', 'token', '--hostname', server]);
  const token = stdout.trim();
  return exitCode === 0 && token !== '' ? token : undefined;
}
