import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digestOfBytes } from '@nx-cross/core/artifact';
import { GithubServer } from '@nx-cross/testing';

const BEGIN = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const TEXT = 'an asset';

/** Processes of their own; the stand-in counts, by a clock that they share with it. */
describe('publications that know nothing of one another', () => {
  let folder: string;
  let clock: string;
  let server: GithubServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nx-cross-pace-'));
    clock = join(folder, 'clock');
    writeFileSync(clock, String(BEGIN));
    writeFileSync(join(folder, 'asset'), TEXT);
    server = await GithubServer.start({ now: () => Number(readFileSync(clock, 'utf8')) });
    server.tokens.set('a-token', 'write');
    server.repository.commits.add('c'.repeat(40));
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** With the cache folder of a user. */
  async function publish(tag: string, copies: number, user = 'user'): Promise<void> {
    const asset = [join(folder, 'asset'), digestOfBytes(TEXT), String(TEXT.length)];
    const argv = [join(__dirname, 'publish-file.mjs'), server.url, tag, ...asset, String(copies), clock];
    const env = { ...process.env, XDG_CACHE_HOME: join(folder, user) };
    const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
    expect(JSON.parse(stdout)).toMatchObject({ how: 'published' });
  }
  const passed = () => Number(readFileSync(clock, 'utf8')) - BEGIN;

  it('keep to 500 writes an hour together, one after another', async () => {
    // Each makes a draft and publishes it beside its uploads.
    for (const tag of ['v1.0.0', 'v1.0.1']) await publish(tag, 260);
    expect(server.breaches).toEqual([]);
    expect(server.pace.count).toBe(2 * 262);
    expect(passed()).toBeGreaterThan(HOUR);
  });

  it('write a second apart from one another, side by side', async () => {
    await Promise.all(['v1.0.0', 'v1.0.1', 'v1.0.2'].map((tag) => publish(tag, 10)));
    expect(server.breaches).toEqual([]);
    expect(server.pace.count).toBe(3 * 12);
  });

  it('would not, had each a ledger of its own', async () => {
    for (const tag of ['v1.0.0', 'v1.0.1']) await publish(tag, 260, tag);
    expect(server.breaches).toContain('repos/upload-release-asset: more than 500 writes in 3600000 ms');
  });
});
