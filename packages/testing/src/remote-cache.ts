import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, and what it was answered with. */
export interface CacheRequest {
  readonly method: string;
  readonly hash: string;
  readonly status: number;
}

/**
 * A server of Nx's own protocol for self-hosted remote caches, on loopback: https://nx.dev/docs/kb/self-hosted-caching.
 * It counts the requests, and writes down each one that the protocol does not allow.
 */
export class RemoteCache {
  readonly requests: CacheRequest[] = [];
  /** What a client did that the protocol forbids, a sentence each. */
  readonly breaches: string[] = [];
  private readonly records = new Map<string, Buffer>();
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    server.on('request', (request, response) => {
      // A test must not wait for an answer that never comes.
      this.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(): Promise<RemoteCache> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new RemoteCache(server);
  }

  /** For the environment of an Nx. */
  get env(): Readonly<Record<string, string>> {
    const { port } = this.server.address() as AddressInfo;
    return {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${port}`,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: TOKEN,
    };
  }

  /** How many requests were answered how: `{ 'GET 200': 3 }`. */
  tally(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { method, status } of this.requests) {
      counts[`${method} ${status}`] = (counts[`${method} ${status}`] ?? 0) + 1;
    }
    return counts;
  }

  /** Forgets the requests, not the records. */
  forgetRequests(): void {
    this.requests.length = 0;
  }

  /** Hash → the record, a gzipped tar. */
  stored(): ReadonlyMap<string, Buffer> {
    return this.records;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const method = request.method ?? '';
    const hash = /^\/v1\/cache\/([^/?]+)$/.exec(request.url ?? '')?.[1];
    this.breaches.push(...findBreaches(request, hash, body));
    const [status, content] = this.respond(method, hash, request, body);
    this.requests.push({ method, hash: hash ?? '', status });
    const type = Buffer.isBuffer(content) ? 'application/octet-stream' : 'text/plain';
    response.writeHead(status, { 'content-type': type }).end(content);
  }

  private respond(
    method: string,
    hash: string | undefined,
    { headers }: IncomingMessage,
    body: Buffer,
  ): [status: number, content: string | Buffer] {
    if (headers.authorization !== `Bearer ${TOKEN}`) return [401, 'Missing or invalid authentication token.'];
    if (hash === undefined || (method !== 'GET' && method !== 'PUT')) return [404, 'There is nothing here.'];
    const record = this.records.get(hash);
    if (method === 'GET') return record === undefined ? [404, 'The record was not found'] : [200, record];
    if (record !== undefined) return [409, 'Cannot override an existing record'];
    this.records.set(hash, body);
    return [202, ''];
  }
}

const TOKEN = 'e2e';

function findBreaches({ method, url, headers }: IncomingMessage, hash: string | undefined, body: Buffer): string[] {
  const where = `${method ?? ''} ${url ?? ''}`;
  const faults = [
    ...(hash !== undefined && /^\d+$/.test(hash) && ['GET', 'PUT'].includes(method ?? '') ? [] : ['no such operation']),
    ...(headers.authorization === `Bearer ${TOKEN}` ? [] : ['no bearer token']),
  ];
  if (method === 'PUT') {
    if (headers['content-type'] !== 'application/octet-stream')
      faults.push(`type ${headers['content-type'] ?? 'none'}`);
    if (headers['content-length'] !== String(body.length)) faults.push('Content-Length is not the length');
    if (body.readUInt16BE(0) !== GZIP) faults.push('no gzip');
  }
  return faults.map((fault) => `${where}: ${fault}`);
}

/** RFC 1952, 2.3.1 */
const GZIP = 0x1f8b;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
