import { connect } from 'node:net';
import type { Fault } from '@nx-cross/testing';
import { GithubServer } from '@nx-cross/testing';

const COMMIT = 'c'.repeat(40);
let server: GithubServer;
let now: number;
let faults: Fault[];

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  faults = [];
  server = await GithubServer.start({ now: () => now, faults: () => faults.shift() });
  server.tokens.set('writer', 'write').set('reader', 'read').set('app', 'installation');
  server.repository.commits.add(COMMIT);
});
afterEach(() => server.stop());

interface Told {
  readonly status: number;
  readonly json: Record<string, unknown> & { readonly errors?: readonly { readonly code: string }[] };
  readonly link: string | null;
}

async function ask(method: string, path: string, body?: object | Buffer, token = 'writer'): Promise<Told> {
  if (method !== 'GET') now += 1000;
  const isBytes = Buffer.isBuffer(body);
  const response = await fetch(path.startsWith('http') ? path : `${server.url}${path}`, {
    method,
    headers: { authorization: `token ${token}`, ...(isBytes ? { 'content-type': 'application/gzip' } : {}) },
    ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    json: (text === '' ? {} : JSON.parse(text)) as Told['json'],
    link: response.headers.get('link'),
  };
}

const RELEASES = '/repos/acme/tools/releases';
const draft = (more: object = {}) =>
  ask('POST', RELEASES, { tag_name: 'v1.0.0', target_commitish: COMMIT, draft: true, ...more });
const upload = (release: Told, name: string, bytes = 'bytes') =>
  ask('POST', `${RELEASES}/${String(release.json['id'])}/assets?name=${encodeURIComponent(name)}`, Buffer.from(bytes));
const assets = async (release: Told) =>
  (await ask('GET', `${RELEASES}/${String(release.json['id'])}/assets`)).json as unknown as Record<string, unknown>[];

it('shows a draft in listings for those who may write, and never by its tag', async () => {
  await draft();
  expect((await ask('GET', RELEASES)).json).toHaveLength(1);
  expect((await ask('GET', RELEASES, undefined, 'reader')).json).toHaveLength(0);
  expect(await ask('GET', `${RELEASES}/tags/v1.0.0`)).toMatchObject({ status: 404 });
  expect(server.repository.refs.size).toBe(0);
  expect(server.breaches).toEqual([]);
});

it('makes the tag when a release is published, at the commit that it has', async () => {
  const made = await draft();
  const published = await ask('PATCH', `${RELEASES}/${String(made.json['id'])}`, {
    draft: false,
    make_latest: 'false',
  });
  expect(published).toMatchObject({ status: 200, json: { draft: false, immutable: false } });
  expect(server.repository.refs.get('tags/v1.0.0')).toEqual({ type: 'commit', sha: COMMIT });
  expect(await ask('GET', '/repos/acme/tools/git/ref/tags/v1.0.0')).toMatchObject({
    json: { object: { sha: COMMIT } },
  });
  const second = await draft();
  const refused = await ask('PATCH', `${RELEASES}/${String(second.json['id'])}`, { draft: false });
  expect(refused).toMatchObject({ status: 422, json: { errors: [{ code: 'already_exists', field: 'tag_name' }] } });
  expect(server.breaches).toEqual([]);
});

it('freezes a release that was published where releases are immutable, and burns its tag', async () => {
  server.repository.immutableReleases = true;
  const made = await draft();
  const asset = await upload(made, 'a');
  const id = String(made.json['id']);
  expect(await ask('PATCH', `${RELEASES}/${id}`, { draft: false })).toMatchObject({ json: { immutable: true } });
  expect(await upload(made, 'b')).toMatchObject({ status: 422 });
  expect(await ask('DELETE', `${RELEASES}/assets/${String(asset.json['id'])}`)).toMatchObject({ status: 422 });
  expect(await ask('PATCH', `${RELEASES}/${id}`, { draft: true })).toMatchObject({ status: 422 });
  await ask('DELETE', `${RELEASES}/${id}`);
  const second = await draft();
  expect(await ask('PATCH', `${RELEASES}/${String(second.json['id'])}`, { draft: false })).toMatchObject({
    status: 422,
  });
  expect(server.breaches).toEqual([]);
});

it('keeps an asset with its digest, under the name that it gives it, once', async () => {
  const made = await draft();
  expect(await upload(made, 'a b', 'hello')).toMatchObject({
    status: 201,
    json: {
      name: 'a.b',
      size: 5,
      state: 'uploaded',
      digest: 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    },
  });
  expect(await upload(made, 'a.b')).toMatchObject({ status: 422, json: { errors: [{ code: 'already_exists' }] } });
  expect(await upload(made, 'empty', '')).toMatchObject({ status: 400 });
  expect(server.breaches).toEqual([]);
});

it('lists page by page', async () => {
  const made = await draft();
  for (let index = 0; index < 3; index += 1) await upload(made, `a${String(index)}`);
  const first = await ask('GET', `${RELEASES}/${String(made.json['id'])}/assets?per_page=2`);
  expect(first.json).toHaveLength(2);
  const [, next = ''] = /<(.+)>; rel="next"/.exec(first.link ?? '') ?? [];
  expect((await ask('GET', next)).json).toHaveLength(1);
});

it('knows tokens, and tells an installation of no permission', async () => {
  expect(await ask('GET', '/repos/acme/tools', undefined, 'nobody')).toMatchObject({ status: 401 });
  expect(await ask('GET', '/repos/acme/other')).toMatchObject({ status: 404 });
  for (const [token, push] of Object.entries({ writer: true, reader: false, app: false })) {
    expect(await ask('GET', '/repos/acme/tools', undefined, token)).toMatchObject({ json: { permissions: { push } } });
  }
  expect(await ask('GET', '/installation/repositories', undefined, 'app')).toMatchObject({ status: 200 });
  expect(await ask('GET', '/installation/repositories')).toMatchObject({ status: 403 });
  expect(await ask('POST', RELEASES, { tag_name: 'v1' }, 'reader')).toMatchObject({ status: 403 });
  expect(server.breaches).toEqual([]);
});

describe('with faults', () => {
  it.each<[Fault, number]>([
    [{ kind: 'cut', at: 'before' }, 0],
    [{ kind: 'cut', at: 'body' }, 0],
    [{ kind: 'cut', at: 'done' }, 1],
    [{ kind: 'cut', at: 'answer' }, 1],
  ])('cuts a connection: %j leaves %d releases', async (fault, releases) => {
    faults = [fault];
    await expect(draft()).rejects.toThrow();
    expect(server.repository.releases.size).toBe(releases);
  });

  it.each<[Fault, string[]]>([
    [{ kind: 'cut', at: 'before' }, []],
    [{ kind: 'cut', at: 'body' }, ['starter']],
    [{ kind: 'status', status: 502, done: false, starter: true }, ['starter']],
    [{ kind: 'status', status: 500, done: false, starter: false }, []],
    [{ kind: 'status', status: 503, done: true, starter: false }, ['uploaded']],
    [{ kind: 'corrupt' }, ['uploaded']],
  ])('an upload: %j leaves %j', async (fault, states) => {
    const made = await draft();
    faults = [fault];
    await upload(made, 'a', 'hello').catch(() => undefined);
    const left = await assets(made);
    expect(left.map(({ state }) => state)).toEqual(states);
    if (fault.kind === 'corrupt') expect(left[0]?.['digest']).not.toContain('2cf24dba');
    expect(server.breaches).toEqual([]);
  });

  it('tells of a limit, and minds whether it is kept', async () => {
    faults = [{ kind: 'limit', status: 403, says: 'retry-after' }];
    expect(await ask('GET', RELEASES)).toMatchObject({ status: 403 });
    expect(server.breaches).toEqual([]);
    await ask('GET', RELEASES);
    expect(server.breaches).toEqual(['repos/list-releases: a request 90000 ms before it was allowed']);
  });
});

describe('what it minds', () => {
  it('writes that are too fast', async () => {
    await draft();
    now -= 1;
    await draft();
    expect(server.breaches).toEqual(['repos/create-release: more than 1 writes in 1000 ms']);
  });

  it('requests that the description does not have', async () => {
    await draft({ tag: 'v1.0.0' });
    await ask('GET', `${RELEASES}?size=3`);
    await ask('GET', '/nothing');
    expect(server.breaches).toEqual([
      'repos/create-release request: must NOT have additional properties',
      'repos/list-releases: there is no parameter size',
      'no such operation: GET /nothing',
    ]);
  });

  it('an upload that does not say how long it is', async () => {
    const made = await draft();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      `POST ${RELEASES}/${String(made.json['id'])}/assets?name=a HTTP/1.1\r\nhost: x\r\nauthorization: token writer\r\n` +
        'content-type: text/plain\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n1\r\na\r\n0\r\n\r\n',
    );
    now += 1000;
    await new Promise((resolve) => socket.once('data', resolve));
    expect(server.breaches).toEqual(['an upload of 1 bytes says no length']);
  });
});
