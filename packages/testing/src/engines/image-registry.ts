import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { freePort } from '../free-port';

/** `htpasswd -nbB somebody secret`: the registry takes bcrypt and nothing else. */
const USER = {
  name: 'somebody',
  password: 'secret',
  line: 'somebody:$2y$05$iGzmeGXnwKrIboqLy0wZkumYdezc7DyvriCKTEHw2d.1GaXLCQKPu',
};

/** Debian's docker-registry, for whoever knows its one user. */
export class ImageRegistry {
  readonly port: number;
  readonly user: { readonly name: string; readonly password: string } = USER;
  private readonly folder: string;
  private readonly server: ChildProcess;

  private constructor(port: number, folder: string, server: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.server = server;
  }

  static async start(): Promise<ImageRegistry> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-cross-images-'));
    const port = await freePort();
    writeFileSync(join(folder, 'htpasswd'), `${USER.line}\n`);
    writeFileSync(join(folder, 'config.yml'), configuration(folder, port));
    const server = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { cwd: folder, stdio: 'ignore' });
    const registry = new ImageRegistry(port, folder, server);
    await registry.answers();
    return registry;
  }

  /** The host part of its images' names. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** @returns The digest of what was pushed. */
  async push(archive: string, name: string): Promise<string> {
    const destination = `docker://${this.host}/${name}`;
    const digestFile = join(this.folder, 'digest');
    const options = [
      '--dest-tls-verify=false',
      `--dest-creds=${USER.name}:${USER.password}`,
      `--digestfile=${digestFile}`,
    ];
    await execa('skopeo', ['--insecure-policy', 'copy', ...options, `docker-archive:${archive}`, destination]);
    return readFileSync(digestFile, 'utf8').trim();
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill();
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
      if (this.server.exitCode !== null) throw new Error(`docker-registry ended with ${this.server.exitCode}`);
      const answer = await fetch(`http://${this.host}/v2/`).catch(() => undefined);
      // It asks for the user.
      if (answer?.status === 401) return;
    }
    throw new Error('docker-registry does not answer');
  }
}

function configuration(folder: string, port: number): string {
  return `version: 0.1
log: { accesslog: { disabled: true }, level: error }
storage: { filesystem: { rootdirectory: ${folder}/storage } }
http: { addr: '127.0.0.1:${port}' }
auth: { htpasswd: { realm: tests, path: ${folder}/htpasswd } }
`;
}
