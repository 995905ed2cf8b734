import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from './free-port';
import type { Tarball } from './installed-nx';
import { withoutNpm } from './installed-nx';
import type { ServerProcess } from './server-process';
import { stopServer, untilAnswers } from './server-process';
import { readTestbed } from './testbed';

/** A verdaccio of its own, which has our packages as published and passes every other one on from npm's registry. */
export class LocalRegistry {
  private constructor(
    readonly url: string,
    private readonly process: ServerProcess,
  ) {}

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
    const url = `http://localhost:${port}/`;
    const process = { name: 'verdaccio', server, folder };
    await untilAnswers(process, 60_000, async () => (await fetch(`${url}-/ping`)).ok);
    return new LocalRegistry(url, process);
  }

  async publish(tarball: Tarball): Promise<void> {
    // npm does not publish without a token, whatever it is.
    writeFileSync(
      join(this.process.folder, '.npmrc'),
      `registry=${this.url}\n${this.url.slice(5)}:_authToken=anybody\n`,
    );
    const argv = ['publish', tarball.path, '--provenance=false', `--userconfig=${join(this.process.folder, '.npmrc')}`];
    await execa('npm', argv, { cwd: this.process.folder, env: withoutNpm(), extendEnv: false });
  }

  async stop(): Promise<void> {
    await stopServer(this.process);
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
