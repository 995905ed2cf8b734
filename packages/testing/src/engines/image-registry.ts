import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from '../free-port';
import type { ServerProcess } from '../server-process';
import { stopServer, untilAnswers } from '../server-process';

/** `htpasswd -nbB somebody secret`: the registry takes bcrypt and nothing else. */
const USER = {
  name: 'somebody',
  password: 'secret',
  line: 'somebody:$2y$05$iGzmeGXnwKrIboqLy0wZkumYdezc7DyvriCKTEHw2d.1GaXLCQKPu',
};

/** Debian's docker-registry, for whoever knows its one user. */
export class ImageRegistry {
  readonly user: { readonly name: string; readonly password: string } = USER;

  private constructor(
    readonly port: number,
    private readonly process: ServerProcess,
  ) {}

  static async start(): Promise<ImageRegistry> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-cross-images-'));
    const port = await freePort();
    writeFileSync(join(folder, 'htpasswd'), `${USER.line}\n`);
    writeFileSync(join(folder, 'config.yml'), configuration(folder, port));
    const server = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { cwd: folder, stdio: 'ignore' });
    const registry = new ImageRegistry(port, { name: 'docker-registry', server, folder });
    // It asks for the user.
    await untilAnswers(
      registry.process,
      30_000,
      async () => (await fetch(`http://${registry.host}/v2/`)).status === 401,
    );
    return registry;
  }

  /** The host part of its images' names. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** @returns The digest of what was pushed. */
  async push(archive: string, name: string): Promise<string> {
    const destination = `docker://${this.host}/${name}`;
    const digestFile = join(this.process.folder, 'digest');
    const options = [
      '--dest-tls-verify=false',
      `--dest-creds=${USER.name}:${USER.password}`,
      `--digestfile=${digestFile}`,
    ];
    await execa('skopeo', ['--insecure-policy', 'copy', ...options, `docker-archive:${archive}`, destination]);
    return readFileSync(digestFile, 'utf8').trim();
  }

  async stop(): Promise<void> {
    await stopServer(this.process);
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
