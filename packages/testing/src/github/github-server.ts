import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FoundOperation } from './api-description';
import { ApiDescription } from './api-description';
import type { Fault, FaultPlan } from './fault';
import { Renderer } from './render';
import type { Access } from './repository-state';
import { RepositoryState } from './repository-state';
import type { Answer, Call, Upload } from './routes';
import { DOCS, leaveStarter, ROUTES } from './routes';
import { WritePace } from './write-pace';

/** A request as it came, and how it ended; `cut` where no answer went out. */
export interface GithubRequest {
  /** `repos/create-release` */
  readonly operation: string;
  readonly status: number | 'cut';
}

export interface GithubServerOptions {
  readonly owner?: string;
  readonly name?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly faults?: FaultPlan;
}

/** The description is read once a process: it has thirteen megabytes. */
let description: ApiDescription | undefined;

/**
 * GitHub's API of releases on a real socket, with one repository. It behaves as GitHub is known to, holds every request
 * and every answer of its own to GitHub's description, counts the writes, and does what a plan of faults says. What a
 * client or itself did against the rules stands in `breaches`.
 */
export class GithubServer {
  readonly requests: GithubRequest[] = [];
  /** A sentence each. */
  readonly breaches: string[] = [];
  /** Token → what it may do. */
  readonly tokens = new Map<string, Access>();
  /** What classic tokens tell of themselves in `x-oauth-scopes`. */
  readonly scopes = new Map<string, string>();
  readonly pace = new WritePace();
  readonly repository: RepositoryState;
  faults: FaultPlan;
  private readonly now: () => number;

  private constructor(
    private readonly server: Server,
    { owner = 'acme', name = 'tools', now = Date.now, faults = () => undefined }: GithubServerOptions,
  ) {
    this.repository = new RepositoryState(owner, name);
    this.now = now;
    this.faults = faults;
    server.on('request', (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        if (!request.destroyed) this.breaches.push(`the stand-in itself: ${String(error)}`);
        response.destroy();
      });
    });
  }

  static async start(options: GithubServerOptions = {}): Promise<GithubServer> {
    description ??= new ApiDescription();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new GithubServer(server, options);
  }

  /** The base of the API. */
  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** How many requests there were of each operation. */
  tally(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { operation } of this.requests) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const found = description?.find(request.method ?? '', url.pathname);
    const operation = found?.id ?? `${request.method ?? ''} ${url.pathname}`;
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
    const tooFast = this.pace.check(this.now(), isWrite);
    this.breaches.push(...tooFast.map((what) => `${operation}: ${what}`));
    const fault = this.faults({ operation, isWrite });
    const cut = () => {
      this.requests.push({ operation, status: 'cut' });
      request.socket.destroy();
    };
    if (fault?.kind === 'cut' && fault.at === 'before') return cut();
    const call = await this.receive(request, url, found, fault);
    if (call === undefined) return cut();
    const answer = this.answer(request, call, found, fault);
    if (fault?.kind === 'cut' && (fault.at === 'done' || fault.at === 'body')) return cut();
    this.requests.push({ operation, status: answer.status });
    this.send(response, answer, fault?.kind === 'cut');
  }

  /** Reads a request whole; nothing of one that is cut in its midst but the `starter` that an upload leaves. */
  private async receive(
    request: IncomingMessage,
    url: URL,
    found: FoundOperation | undefined,
    fault: Fault | undefined,
  ): Promise<Call | undefined> {
    const isUpload = found?.id === 'repos/upload-release-asset';
    const cutsBody = fault?.kind === 'cut' && fault.at === 'body' && Number(request.headers['content-length'] ?? 0) > 0;
    const body = await readBody(request, cutsBody);
    if (cutsBody && isUpload) leaveStarter(this.call(request, url, found, {}));
    if (cutsBody) return undefined;
    if (isUpload) this.checkUpload(request, body.size);
    const upload = { ...body, contentType: request.headers['content-type'] ?? '' };
    if (isUpload) return this.call(request, url, found, {}, fault?.kind === 'corrupt' ? corrupted(upload) : upload);
    const json: unknown = body.size === 0 ? undefined : JSON.parse(body.bytes?.toString() ?? '');
    if (found === undefined) this.breaches.push(`no such operation: ${request.method ?? ''} ${url.pathname}`);
    else this.breaches.push(...(description?.faultsOfRequest(found, url.searchParams, json) ?? []));
    return this.call(request, url, found, (json ?? {}) as Record<string, unknown>);
  }

  private checkUpload({ headers }: IncomingMessage, size: number): void {
    const { 'content-length': length, 'content-type': type } = headers;
    if (length !== String(size)) this.breaches.push(`an upload of ${String(size)} bytes says ${length ?? 'no length'}`);
    if (type === undefined) this.breaches.push('an upload without a type');
  }

  private call(
    request: IncomingMessage,
    url: URL,
    found: FoundOperation | undefined,
    body: Readonly<Record<string, unknown>>,
    upload?: Upload,
  ): Call {
    const access = this.accessOf(request);
    return {
      state: this.repository,
      render: new Renderer(this.url, this.repository),
      origin: this.url,
      path: found?.path ?? {},
      query: url.searchParams,
      url: url.href,
      body,
      ...(upload === undefined ? {} : { upload }),
      now: new Date(this.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      canWrite: access === 'write' || access === 'installation',
      accepts: request.headers.accept ?? '',
    };
  }

  private answer(
    request: IncomingMessage,
    call: Call,
    found: FoundOperation | undefined,
    fault: Fault | undefined,
  ): Answer {
    if (fault?.kind === 'limit') return this.limit(fault);
    const undone = fault?.kind === 'status' && !fault.done;
    const answer = undone ? { status: 200 } : this.respond(request, call, found);
    if (found !== undefined && !undone && answer.bytes === undefined) {
      this.breaches.push(...(description?.faultsOfResponse(found, answer.status, answer.json) ?? []));
    }
    if (fault?.kind !== 'status') return answer;
    if (undone && fault.starter && found?.id === 'repos/upload-release-asset') leaveStarter(call);
    return { status: fault.status, json: { message: 'Server Error' } };
  }

  private respond(request: IncomingMessage, call: Call, found: FoundOperation | undefined): Answer {
    const access = this.accessOf(request);
    const { owner, name } = this.repository;
    if (access === undefined) return { status: 401, json: { message: 'Bad credentials', documentation_url: DOCS } };
    if (found?.id === 'apps/list-repos-accessible-to-installation') {
      if (access === 'installation') return { status: 200, json: { total_count: 1, repositories: [] } };
      return { status: 403, json: { message: 'You must authenticate with an installation access token' } };
    }
    const isThere = found?.path['owner'] === owner && found.path['repo'] === name && access !== 'none';
    if (found === undefined || !isThere)
      return { status: 404, json: { message: 'Not Found', documentation_url: DOCS } };
    const headers = this.scopesOf(request);
    if (found.id === 'repos/get') return { status: 200, json: this.renderRepository(access), headers };
    if (request.method !== 'GET' && !call.canWrite) {
      return { status: 403, json: { message: 'Resource not accessible by integration', documentation_url: DOCS } };
    }
    return ROUTES[found.id]?.(call) ?? { status: 404, json: { message: 'Not Found' } };
  }

  private scopesOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
    const scopes = this.scopes.get(tokenOf(headers.authorization));
    return scopes === undefined ? {} : { 'x-oauth-scopes': scopes };
  }

  /** GitHub's own example, with what is ours in it and what its own schema misses: no client reads the other keys. */
  private renderRepository(access: Access): object {
    const { owner, name } = this.repository;
    const { source: _source, ...example } = description?.example('full-repository-default-response') as {
      source: object;
    };
    const permissions = new Renderer(this.url, this.repository).permissions(access);
    return { ...example, language: null, name, full_name: `${owner}/${name}`, permissions };
  }

  private accessOf({ headers }: IncomingMessage): Access | undefined {
    return this.tokens.get(tokenOf(headers.authorization));
  }

  private limit({ status, says }: Extract<Fault, { kind: 'limit' }>): Answer {
    const now = this.now();
    const seconds = says === 'nothing' ? 60 : 90;
    this.pace.demandPause(now + seconds * 1000);
    const isPrimary = says === 'reset';
    const reset = Math.ceil(now / 1000) + seconds;
    if (isPrimary) this.pace.demandPause(reset * 1000);
    const message = isPrimary ? 'API rate limit exceeded for user' : 'You have exceeded a secondary rate limit.';
    const headers: Record<string, string> = {
      ...(says === 'retry-after' ? { 'retry-after': String(seconds) } : {}),
      ...(isPrimary ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) } : {}),
    };
    return { status, json: { message, documentation_url: DOCS }, headers };
  }

  private send(response: ServerResponse, { status, json, bytes, headers }: Answer, cutsAnswer: boolean): void {
    const content = bytes ?? (json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json)));
    const type = bytes === undefined ? 'application/json; charset=utf-8' : 'application/octet-stream';
    const date = new Date(this.now()).toUTCString();
    response.writeHead(status, { 'content-type': type, 'content-length': content.length, date, ...headers });
    if (!cutsAnswer) return void response.end(content);
    response.write(content.subarray(0, content.length / 2), () => response.destroy());
  }
}

function tokenOf(authorization: string | undefined): string {
  return /^(?:token|bearer) (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

function corrupted(upload: Upload): Upload {
  return { ...upload, sha256: createHash('sha256').update(`not ${upload.sha256}`).digest('hex') };
}

/** Small bodies are kept, all are hashed. With `half`, the first piece is all that is read. */
async function readBody(request: IncomingMessage, half: boolean): Promise<Omit<Upload, 'contentType'>> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    hash.update(piece);
    if (size <= LARGEST_KEPT) pieces.push(piece);
    if (half) break;
  }
  return { size, sha256: hash.digest('hex'), ...(size <= LARGEST_KEPT ? { bytes: Buffer.concat(pieces) } : {}) };
}

const LARGEST_KEPT = 1 << 20;
