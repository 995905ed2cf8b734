import type { Host, RunOptions, RunResult } from '../toolchain';
import { chooseStored, findCredentials } from './credentials';
import { parseDockerConfig } from './docker-config';
import { exactName, parseImageName } from './image-name';
import { registryDigest } from './image';

const basic = (text: string) => Buffer.from(text).toString('base64');

/** Helpers by name: what each says, or what it does. */
function hostWith(helpers: Readonly<Record<string, Partial<RunResult>>>) {
  const asked: { argv: readonly string[]; input: string | undefined }[] = [];
  const host: Host = {
    os: 'linux',
    architecture: 'x86_64',
    env: {},
    which: (program) => Promise.resolve(program in helpers ? `/bin/${program}` : undefined),
    run: (argv, options?: RunOptions) => {
      asked.push({ argv, input: options?.input });
      const answer = helpers[argv[0].replace('/bin/', '')] ?? {};
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...answer });
    },
  };
  return { host, asked };
}

const config = (value: object) => parseDockerConfig('/home/ann/.docker/config.json', JSON.stringify(value));

describe('names of images', () => {
  it.each([
    ['debian', 'docker.io', 'library/debian', undefined, undefined],
    ['debian:12', 'docker.io', 'library/debian', '12', undefined],
    ['team/builder', 'docker.io', 'team/builder', undefined, undefined],
    ['docker.io/team/builder:1', 'docker.io', 'team/builder', '1', undefined],
    ['localhost/tiny:1', 'localhost', 'tiny', '1', undefined],
    ['localhost:5000/tiny', 'localhost:5000', 'tiny', undefined, undefined],
    ['registry.example/a/b/c:v1', 'registry.example', 'a/b/c', 'v1', undefined],
    ['registry.example/a@sha256:00ff', 'registry.example', 'a', undefined, 'sha256:00ff'],
    ['registry.example:443/a:v1@sha256:00ff', 'registry.example:443', 'a', 'v1', 'sha256:00ff'],
  ])('%s', (text, registry, repository, tag, digest) => {
    expect(parseImageName(text)).toEqual({
      registry,
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    });
  });

  it('lose a tag beside a digest', () => {
    expect(exactName('r.example:443/a:v1@sha256:00')).toBe('r.example:443/a@sha256:00');
    expect(exactName('r.example:443/a@sha256:00')).toBe('r.example:443/a@sha256:00');
    expect(exactName('r.example:443/a:v1')).toBe('r.example:443/a:v1');
  });

  it('find their digest among those of other registries', () => {
    const digests = ['docker.io/library/debian@sha256:aa', 'r.example:5000/debian@sha256:bb'];
    const image = { id: 'sha256:00', digests, os: 'linux', architecture: 'amd64', bytes: 1, env: {}, labels: {} };
    expect(registryDigest(image, 'debian:12')).toBe('sha256:aa');
    expect(registryDigest(image, 'r.example:5000/debian:12')).toBe('sha256:bb');
    expect(registryDigest(image, 'other.example/debian:12')).toBeUndefined();
  });
});

describe('credentials that a file has', () => {
  it.each([
    ['the registry itself', 'r.example', 'r.example/a', { username: 'ann', password: 'pass:word' }],
    ['a URL', 'https://r.example/v2/', 'r.example/a', { username: 'ann', password: 'pass:word' }],
    ['the hub', 'https://index.docker.io/v1/', 'debian', { username: 'ann', password: 'pass:word' }],
    ['the hub as Podman writes it', 'docker.io', 'debian', { username: 'ann', password: 'pass:word' }],
    ['a part of a registry', 'r.example/team', 'r.example/team/a', { username: 'ann', password: 'pass:word' }],
    ['another port', 'r.example:443', 'r.example/a', undefined],
    ['another part', 'r.example/other', 'r.example/team/a', undefined],
    ['another registry', 'other.example', 'r.example/a', undefined],
  ])('for %s', (_, key, image, expected) => {
    const auth = chooseStored(parseImageName(image), config({ auths: { [key]: { auth: basic('ann:pass:word') } } }));
    if (expected === undefined) expect(auth).toBeUndefined();
    else expect(auth).toMatchObject(expected);
  });

  it('the longest part counts; what has nothing to say does not', () => {
    const auths = {
      'r.example': { auth: basic('all:1') },
      'r.example/team': { auth: basic('team:2') },
      'r.example/team/a': {},
    };
    const choose = (image: string) => chooseStored(parseImageName(image), config({ auths }));
    expect(choose('r.example/team/a')).toMatchObject({ username: 'team' });
    expect(choose('r.example/b')).toMatchObject({ username: 'all' });
  });

  it('in each form', () => {
    const choose = (stored: object) =>
      chooseStored(parseImageName('r.example/a'), config({ auths: { 'r.example': stored } }));
    const serveraddress = 'r.example';
    expect(choose({ username: 'ann', password: 'x' })).toEqual({ username: 'ann', password: 'x', serveraddress });
    expect(choose({ auth: basic('ann:x'), identitytoken: 'T' })).toEqual({ identitytoken: 'T', serveraddress });
    expect(choose({ auth: basic('ann:x\0\0') })).toEqual({ username: 'ann', password: 'x', serveraddress });
    expect(choose({ auth: 'no base64 of a name and a password' })).toBeUndefined();
    expect(choose({ username: 'ann' })).toBeUndefined();
  });
});

describe('credentials of helpers', () => {
  const answer = (Username: string, Secret: string) => ({
    stdout: JSON.stringify({ ServerURL: 'x', Username, Secret }),
  });
  const image = parseImageName('r.example/a');

  it('are asked for on stdin, the registry’s own before the one for all, and both before the file', async () => {
    const file = config({
      credsStore: 'all',
      credHelpers: { 'r.example': 'own' },
      auths: { 'r.example': { auth: basic('ann:x') } },
    });
    const { host, asked } = hostWith({
      'docker-credential-own': answer('own', '1'),
      'docker-credential-all': answer('all', '2'),
    });
    expect(await findCredentials(image, [file], host)).toEqual({
      auth: { username: 'own', password: '1', serveraddress: 'r.example' },
      source: 'docker-credential-own',
    });
    expect(asked).toEqual([{ argv: ['/bin/docker-credential-own', 'get'], input: 'r.example' }]);
    const other = await findCredentials(parseImageName('debian'), [file], host);
    expect(other).toMatchObject({
      source: 'docker-credential-all',
      auth: { serveraddress: 'https://index.docker.io/v1/' },
    });
  });

  it('may be a token', async () => {
    const { host } = hostWith({ 'docker-credential-all': answer('<token>', 'T') });
    const found = await findCredentials(image, [config({ credsStore: 'all' })], host);
    expect(found?.auth).toEqual({ identitytoken: 'T', serveraddress: 'r.example' });
  });

  it('that know nothing leave the word to the file, then to the next file, then to nobody', async () => {
    const nothing = { exitCode: 1, stdout: 'credentials not found in native keychain\n' };
    const { host } = hostWith({ 'docker-credential-all': nothing });
    const auths = { 'r.example': { auth: basic('ann:x') } };
    const files = [config({ credsStore: 'all' }), parseDockerConfig('/second.json', JSON.stringify({ auths }))];
    expect(await findCredentials(image, files, host)).toMatchObject({ source: '/second.json' });
    expect(await findCredentials(image, [config({ credsStore: 'all', auths })], host)).toMatchObject({
      source: '/home/ann/.docker/config.json',
    });
    expect(await findCredentials(image, files.slice(0, 1), host)).toBeUndefined();
    expect(await findCredentials(image, [], host)).toBeUndefined();
  });

  it('that are missing or break are named, and what they said is not shown', async () => {
    const find = (helpers: Parameters<typeof hostWith>[0]) =>
      findCredentials(image, [config({ credsStore: 'all' })], hostWith(helpers).host);
    await expect(find({})).rejects.toMatchObject({
      code: 'pull-refused',
      message:
        '/home/ann/.docker/config.json leaves the credentials for r.example to docker-credential-all, which is not on PATH.',
    });
    for (const answer of [
      { exitCode: 2, stdout: 'SECRET' },
      { stdout: 'SECRET' },
      { stdout: '{"Secret": "SECRET"}' },
    ]) {
      const failure: unknown = await find({ 'docker-credential-all': answer }).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'pull-refused',
        message: 'docker-credential-all (named in /home/ann/.docker/config.json) gave no credentials for r.example.',
        hint: 'echo r.example | docker-credential-all get',
      });
      expect(JSON.stringify(failure)).not.toContain('SECRET');
    }
  });
});

describe('Docker’s config.json', () => {
  it('that is broken is a failure without its words', () => {
    for (const text of ['{"auths": {"r": {"auth": "SECRET"', '[]', 'null', '5']) {
      const parse = () => parseDockerConfig('/c.json', text);
      expect(parse).toThrow('/c.json is not a JSON object.');
      expect(parse).not.toThrow(/SECRET/);
    }
  });

  it('may hold anything else', () => {
    const odd = {
      auths: { a: 5, b: { auth: 7 } },
      credsStore: '',
      credHelpers: { c: 5 },
      HttpHeaders: {},
      psFormat: 'x',
    };
    expect(config(odd)).toEqual({ file: '/home/ann/.docker/config.json', auths: { b: {} }, credHelpers: {} });
    expect(parseDockerConfig('/c.json', '')).toEqual({ file: '/c.json', auths: {}, credHelpers: {} });
  });
});
