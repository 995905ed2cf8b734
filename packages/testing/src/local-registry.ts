import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { freePort } from './free-port';
import type { Tarball } from './installed-nx';
import { withoutNpm } from './installed-nx';
import { readTestbed } from './testbed';

/** A verdaccio of its own, which has our packages as published and passes every other one on from npm's registry. */
export class LocalRegistry {
  readonly url: string;
  private readonly folder: string;
  private readonly server: ChildProcess;

  private constructor(url: string, folder: string, server: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.server = server;
  }

  static async start(): Promise<LocalRegistry> {
    const testbed = readTestbed();
    const folder = mkdtempSync(join(tmpdir(), 'nx-cross-registry-'));
    const port = await freePort();
    const { stdout: upstream } = await execa('npm', ['config', 'get', 'registry'], {
      cwd: folder,
      env: withoutNpm(),
      extendEnv: false,
    });
    writeFileSync(join(folder, 'config.yaml'), configuration(upstream.trim()));
    mkdirSync(STORAGE, { recursive: true });
    // Others' packages stay from run to run; ours are new in each.
    for (const own of ['nx-cross', '@nx-cross']) rmSync(join(STORAGE, own), { recursive: true, force: true });
    const argv = [testbed.verdaccioScript, '--config', join(folder, 'config.yaml'), '--listen', `localhost:${port}`];
    const server = spawn(testbed.verdaccioNode, argv, { cwd: folder, stdio: 'ignore' });
    const registry = new LocalRegistry(`http://localhost:${port}/`, folder, server);
    await registry.answers();
    return registry;
  }

  async publish(tarball: Tarball): Promise<void> {
    // npm does not publish without a token, whatever it is.
    writeFileSync(join(this.folder, '.npmrc'), `registry=${this.url}\n${this.url.slice(5)}:_authToken=anybody\n`);
    const argv = ['publish', tarball.path, '--provenance=false', `--userconfig=${join(this.folder, '.npmrc')}`];
    await execa('npm', argv, { cwd: this.folder, env: withoutNpm(), extendEnv: false });
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill();
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (this.server.exitCode !== null) throw new Error(`verdaccio ended with ${this.server.exitCode}`);
      const answer = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (answer?.ok === true) return;
      await sleep(200);
    }
    throw new Error('verdaccio does not answer');
  }
}

const STORAGE = join(tmpdir(), 'nx-cross-e2e', 'registry');

function configuration(upstream: string): string {
  return `storage: ${STORAGE}
uplinks:
  upstream: { url: '${upstream}', maxage: 1d, timeout: 120s }
packages:
  'nx-cross': { access: $all, publish: $all }
  '@nx-cross/*': { access: $all, publish: $all }
  '**': { access: $all, proxy: upstream }
max_body_size: 50mb
log: { type: stdout, level: error }
`;
}
