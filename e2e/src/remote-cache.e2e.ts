import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RemoteCache, Rig } from '@nx-cross/testing';
import { ACME } from './acme';

const PLATFORMS = ['linux-x86_64', 'linux-x86_64-musl', 'linux-aarch64', 'windows-x86_64', 'darwin-aarch64'];
const UNITS = ['greeter', 'parter'];
const PUBLISHED = 'dist/acme/published/acme-v1.2.3';
/** Four cached tasks of each unit and platform, and the checksums. */
const CACHED = UNITS.length * PLATFORMS.length * 4 + 1;

/** What a machine needs that replays; no compiler, no linker, no cargo. */
const PROGRAMS = ['node', 'sh', 'git', 'ps'];

const readFolder = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));

/** The tests follow one another: what the first checkout stores, the second one takes. */
describe('a release through a shared cache', () => {
  const pluginOptions = { platforms: PLATFORMS };
  const first = new Rig({ files: ACME, pluginOptions });
  const second = new Rig({ files: ACME, pluginOptions });
  let cache: RemoteCache;
  beforeAll(async () => {
    cache = await RemoteCache.start();
    expect(await first.cli(['setup'])).toMatchObject({ exitCode: 0 });
    second.write('nx-cross.lock', first.read('nx-cross.lock'));
  });
  afterAll(async () => {
    await Promise.all([first.dispose(), second.dispose()]);
    await cache.stop();
  });
  beforeEach(() => cache.forgetRequests());

  /** A machine that names its toolchain: what that is, is hashed, and not how it was chosen. */
  function environmentOfFirst(): Record<string, string> {
    const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
    return { ...cache.env, RUSTUP_TOOLCHAIN: basename(sysroot) };
  }

  /** Another machine: nothing of this one's home, and no program that could compile. */
  function environmentOfSecond(): Record<string, string | undefined> {
    const home = second.path('.rig', 'home');
    mkdirSync(home, { recursive: true });
    return {
      ...cache.env,
      HOME: home,
      XDG_CACHE_HOME: undefined,
      CARGO_HOME: undefined,
      RUSTUP_HOME: undefined,
      RUSTUP_TOOLCHAIN: undefined,
      PATH: second.offerPrograms(PROGRAMS),
    };
  }

  it('is built in the first checkout, which stores every task once', async () => {
    const run = await first.nx(['run', 'acme:publish'], { env: environmentOfFirst() });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.tasks.filter(({ status }) => status === 'remote-cache')).toEqual([]);
    // Nx 23 sends each record twice, one of `true` too; the protocol refuses the second.
    const { 'PUT 409': _again, ...tally } = cache.tally();
    expect(tally).toEqual({ 'GET 404': CACHED, 'PUT 202': CACHED });
    expect(cache.breaches).toEqual([]);
  });

  it('comes out of the cache in a second one, elsewhere, on a machine without any compiler', async () => {
    const env = environmentOfSecond();
    expect(readdirSync(env['PATH'] ?? '').sort()).toEqual([...PROGRAMS].sort());
    const run = await second.nx(['run', 'acme:publish'], { env });
    expect(run.tasks.filter(({ status }) => status !== 'remote-cache').map(({ id }) => id)).toEqual(['acme:publish']);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(cache.tally()).toEqual({ 'GET 200': CACHED });
    expect(readFolder(second.path(PUBLISHED))).toEqual(readFolder(first.path(PUBLISHED)));
    expect(existsSync(second.path('target'))).toBe(false);
    expect(cache.breaches).toEqual([]);
  });

  it('fails there where the cache has nothing, says what is needed, and leaves and stores nothing', async () => {
    second.append('apps/greeter/src/main.rs', '// edited\n');
    // A failure that was cached would look otherwise the second time.
    for (let attempt = 0; attempt < 2; attempt++) {
      cache.forgetRequests();
      const run = await second.nx(['run', 'greeter:package-all'], { env: environmentOfSecond() });
      expect(run.exitCode).not.toBe(0);
      const compiles = run.tasks.filter(({ id }) => id.includes(':cross-compile--'));
      expect(compiles.map(({ status }) => status)).toEqual(PLATFORMS.map(() => 'failure'));
      expect(run.output).toContain('nx-cross tool-missing: ');
      expect(cache.tally()).toEqual({ 'GET 404': PLATFORMS.length });
      for (const { id } of compiles) {
        const platform = id.split('--')[1] ?? '';
        expect(readdirSync(second.path('dist', 'greeter', platform, 'cross-compile'))).toEqual([]);
      }
    }
  });

  it('is served as the protocol has it', async () => {
    const [hash = '', record] = [...cache.stored()][0] ?? [];
    const { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server, NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token } = cache.env;
    const headers = { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/octet-stream' };
    const ask = async (method: string, path: string, more: object = {}) =>
      (await fetch(`${server ?? ''}/v1/cache/${path}`, { method, headers, ...more })).status;
    expect(await ask('GET', hash)).toBe(200);
    expect(await ask('GET', '1')).toBe(404);
    expect(await ask('GET', hash, { headers: {} })).toBe(401);
    expect(await ask('PUT', hash, { body: record })).toBe(409);
    expect(cache.stored().get(hash)).toBe(record);
    expect(cache.breaches).toEqual([`GET /v1/cache/${hash}: no bearer token`]);
  });
});
