import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import type { Endpoint } from './endpoint';
import type { Ping } from './engine';

/** For a sign of life, which takes 5 ms. */
const PING_MS = 5_000;

/**
 * For an answer of an engine that is there. Podman asks each of its programs what it is: half a second, and more than five on
 * a machine whose processors are taken, where a build must not go elsewhere for that.
 */
const ANSWER_MS = 30_000;

/** No engine answered: the system's word for it (`ENOENT`, `EACCES`, …), or ours for what is none. */
export class NoAnswer extends Error {
  constructor(
    readonly code: string,
    /** What did answer, where something did. */
    readonly words?: string,
  ) {
    super(code);
  }
}

/**
 * One question to an engine, answered in JSON; undefined for a 404. By hand, for it is asked at each start of Nx: to load
 * dockerode takes 0.2 to 0.3 s, the question 5 ms.
 *
 * @throws NoAnswer
 */
export async function askJson<T>(endpoint: Endpoint, path: string): Promise<T | undefined> {
  const { status, text } = await get(endpoint, path, ANSWER_MS);
  if (status === 404) return undefined;
  if (status !== 200) throw new NoAnswer(`HTTP ${status}`, text);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new NoAnswer('NO_ENGINE');
  }
}

/** What answers there, if it is an engine. @throws NoAnswer */
export async function askPing(endpoint: Endpoint): Promise<Ping> {
  const { headers } = await get(endpoint, '/_ping', PING_MS);
  const { 'api-version': apiVersion, server } = headers;
  if (typeof apiVersion !== 'string' || typeof server !== 'string') throw new NoAnswer('NO_ENGINE');
  return { apiVersion, server };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function get(endpoint: Endpoint, path: string, patienceMs: number): Promise<Answer> {
  const tls = endpoint.kind === 'tcp' ? endpoint.tls : undefined;
  const { request } = tls === undefined ? await import('node:http') : await import('node:https');
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept would be dead after the engine's restart.
    const options = { ...addressOf(endpoint), path, agent: false, signal: AbortSignal.timeout(patienceMs) };
    const asked = request(options, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', (error) => reject(noAnswer(error)));
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text: Buffer.concat(pieces).toString() });
      });
    });
    asked.on('error', (error) => reject(noAnswer(error)));
    asked.end();
  });
}

function addressOf(endpoint: Endpoint): RequestOptions & { readonly rejectUnauthorized?: boolean } {
  if (endpoint.kind === 'socket') return { socketPath: endpoint.path };
  const { verified = true, ...files } = endpoint.tls ?? {};
  return { host: endpoint.host, port: endpoint.port, ...files, rejectUnauthorized: verified };
}

function noAnswer(error: Error): NoAnswer {
  return new NoAnswer(error.name === 'AbortError' || error.name === 'TimeoutError' ? 'TIMEOUT' : codeOf(error));
}

function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
