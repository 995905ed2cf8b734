import { GithubApi } from './api';
import type { ApiUrl } from './api-url';
import { Exchange } from './exchange';
import type { GithubPorts } from './ports';
import type { RepositoryName } from './repository';

export interface GithubConnection {
  readonly apiUrl: ApiUrl;
  readonly token: string;
  readonly repository: RepositoryName;
}

/** Octokit is loaded here alone: nothing else of the domain needs a network. */
export async function openGithub(connection: GithubConnection, ports: GithubPorts): Promise<GithubApi> {
  const { apiUrl, token, repository } = connection;
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'nx-cross',
    request: { fetch: streaming(ports.fetch) },
    // It would print each answer of 400 and above, a 404 that is expected too.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  return new GithubApi(new Exchange(octokit, ports), repository);
}

/**
 * Node's fetch keeps a copy of a body that it may have to send again where it is redirected, and of a stream that is all of
 * it in memory: 1.1 GiB for an asset of 1 GiB. (undici, `httpNetworkOrCacheFetch`: the request is cloned unless both hold.)
 */
function streaming(fetch: GithubPorts['fetch']): GithubPorts['fetch'] {
  return (input, init) =>
    fetch(input, init?.body instanceof ReadableStream ? { ...init, redirect: 'error', window: null } : init);
}

function ignore(): void {
  // Nothing: what a person should know is told by events and failures.
}
