import { Failure } from '../../failure';
import { GithubApi } from './api';
import { Exchange } from './exchange';
import type { GithubPorts } from './ports';
import type { RepositoryName } from './repository';

export const GITHUB_API = 'https://api.github.com';

export interface GithubConnection {
  /** The base of the API: `https://api.github.com`, `https://github.example.org/api/v3`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly repository: RepositoryName;
}

/** Octokit is loaded here alone: nothing else of the domain needs a network. */
export async function openGithub(connection: GithubConnection, ports: GithubPorts): Promise<GithubApi> {
  const { apiUrl, token, repository } = connection;
  requireSafe(apiUrl);
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
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

/** A token goes over no line that others can read. */
function requireSafe(apiUrl: string): void {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  const isLoopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return;
  throw new Failure('github-repository', {
    message: `${JSON.stringify(apiUrl)} is no address of GitHub’s API: it must begin with https://`,
    hint: 'write `apiUrl` as https://github.example.org/api/v3',
  });
}
