import { Failure } from '../../failure';

/** The base of a server's API, without a slash at the end: `https://github.example.org/api/v3`. */
export type ApiUrl = string & { readonly apiUrl: unique symbol };

const GITHUB = 'https://api.github.com';

/** GitHub's own where none is written. Failure: `github-repository`: a token goes over no line that others can read. */
export function parseApiUrl(text: string = GITHUB): ApiUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback))
    return text.replace(/\/+$/, '') as ApiUrl;
  throw new Failure('github-repository', {
    message: `${JSON.stringify(text)} is no address of GitHub’s API: it must begin with https://`,
    hint: 'write `apiUrl` as https://github.example.org/api/v3',
  });
}
