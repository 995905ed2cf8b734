import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactRecord } from '../artifact';
import { describeFile } from '../artifact';
import { findPlatform } from '../platform';
import type { Host } from '../toolchain';
import { localHost } from '../toolchain';
import type { SmokeOptions } from '../unit';
import { runSmoke, SMOKE_FILE } from './run-smoke';
import { findRunner } from './runner';

const OPTIONS: SmokeOptions = { arguments: ['--version'], required: false, version: false, timeout: 10 };

function hostWith(programs: readonly string[], os: Host['os'] = 'linux'): Host {
  return {
    os,
    architecture: 'x86_64',
    env: {},
    which: (name) => Promise.resolve(programs.includes(name) ? `/bin/${name}` : undefined),
    run: () => Promise.reject(new Error('nothing is to be run')),
  };
}

describe('findRunner', () => {
  it.each([
    ['linux-x86_64', hostWith([]), { kind: 'native', argv: [] }],
    ['linux-x86_64-musl', hostWith([]), { kind: 'native', argv: [] }],
    ['linux-aarch64-musl', hostWith(['qemu-aarch64']), { kind: 'qemu', argv: ['/bin/qemu-aarch64'] }],
    [
      'linux-aarch64-musl',
      hostWith(['qemu-aarch64', 'qemu-aarch64-static']),
      { kind: 'qemu', argv: ['/bin/qemu-aarch64-static'] },
    ],
    [
      'linux-aarch64-musl',
      hostWith([]),
      { reason: 'qemu-aarch64-static is not on PATH', hint: 'sudo apt-get install qemu-user-static' },
    ],
    ['windows-x86_64', hostWith(['wine']), { kind: 'wine', argv: ['/bin/wine'], env: { WINEDEBUG: '-all' } }],
    ['darwin-aarch64', hostWith([]), { reason: 'nothing on linux runs programs for darwin-aarch64' }],
    ['linux-x86_64', hostWith([], 'darwin'), { reason: 'nothing on darwin runs programs for linux-x86_64' }],
  ])('finds what starts a program of %s', async (platform, host, expected) => {
    expect(await findRunner(host, findPlatform(platform)!)).toMatchObject(expected);
  });
});

describe('runSmoke', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-cross-smoke-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function smoke(
    script: string,
    options: Partial<SmokeOptions> = {},
    platform = 'linux-x86_64',
    version?: string,
  ) {
    const file = join(folder, 'server');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    const record: ArtifactRecord = {
      schemaVersion: 1,
      unit: 'server',
      platform: findPlatform(platform)!.id,
      stage: 'verify',
      artifacts: [{ name: 'server', kind: 'executable', path: 'server', ...(await describeFile(file)) }],
    };
    const outputFolder = join(folder, 'smoke');
    return runSmoke(
      {
        record,
        folder,
        outputFolder,
        platform: findPlatform(platform)!,
        options: { ...OPTIONS, ...options },
        version,
      },
      localHost(),
    );
  }

  it('passes a program that ends well, and leaves what it found', async () => {
    const result = await smoke('echo server 1.2.3', { version: true }, 'linux-x86_64', '1.2.3');
    expect(result).toEqual({ status: 'passed', runner: 'native', programs: ['server'] });
    expect(JSON.parse(readFileSync(join(folder, 'smoke', SMOKE_FILE), 'utf8'))).toEqual(result);
  });

  it.each([
    ['exit 3', {}, undefined, '`server --version` on linux-x86_64 (native) ended with exit code 3.'],
    [
      'echo server 1.2.30 1.2.3-rc.1',
      { version: true },
      '1.2.3',
      '`server --version` on linux-x86_64 does not print the version 1.2.3.',
    ],
    [
      'exec sleep 30',
      { timeout: 1 },
      undefined,
      '`server --version` on linux-x86_64 (native) ended with exit code 128.',
    ],
  ])('fails %s', async (script, options, version, message) => {
    await expect(smoke(script, options, 'linux-x86_64', version)).rejects.toMatchObject({
      code: 'smoke-failed',
      message,
    });
  });

  it('never counts what could not run as passed', async () => {
    expect(await smoke('exit 0', {}, 'darwin-aarch64')).toEqual({
      status: 'not-run',
      reason: 'nothing on linux runs programs for darwin-aarch64',
    });
    await expect(smoke('exit 0', { required: true }, 'darwin-aarch64')).rejects.toMatchObject({
      code: 'smoke-impossible',
      message:
        'server must run on darwin-aarch64 before it ships, and cannot here: nothing on linux runs programs for darwin-aarch64.',
    });
  });
});
