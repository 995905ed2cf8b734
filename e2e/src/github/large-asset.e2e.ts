import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeFile } from '@nx-cross/core/artifact';
import { GithubServer } from '@nx-cross/testing';

const GIBIBYTE = 1024 ** 3;

it('uploads a gibibyte within 150 MB of memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-large-'));
  const server = await GithubServer.start();
  server.tokens.set('a-token', 'write');
  server.repository.commits.add('c'.repeat(40));
  const file = join(folder, 'large');
  writeFileSync(file, '');
  truncateSync(file, GIBIBYTE);
  const { sha256 } = await describeFile(file);
  const argv = [join(__dirname, 'publish-file.mjs'), server.url, 'v1.0.0', file, sha256, String(GIBIBYTE)];
  const env = { ...process.env, XDG_CACHE_HOME: folder };
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
  const { how, peak } = JSON.parse(stdout) as { how: string; peak: number };
  await server.stop();
  rmSync(folder, { recursive: true });
  expect(how).toBe('published');
  expect(peak * 1024).toBeLessThan(150_000_000);
  expect(server.breaches).toEqual([]);
});
