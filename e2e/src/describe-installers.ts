import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readTestbed } from '@nx-cross/testing';
import { execa } from 'execa';
import { MinimalSystem } from './minimal-system';

/** Of a release's folder, with the programs acme-cli and acme-server in it. */
export function describeInstallers(published: string): void {
  describe('the installers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-cross-install-'));
    const place = (...parts: string[]) => join(folder, ...parts);
    let mirror: Mirror;
    beforeAll(async () => (mirror = await Mirror.start(published)));
    afterEach(() => {
      rmSync(place('bin'), { recursive: true, force: true });
      mirror.asked.length = 0;
      mirror.damaged = undefined;
    });
    afterAll(async () => {
      await mirror.stop();
      rmSync(folder, { recursive: true });
    });

    /** install.sh by a shell of this machine, as it comes through a pipe. */
    async function install(shell: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
      const [program = '', ...options] = shell.split(' ');
      const argv = [...options, '-s', '--', '--to', place('bin'), '--from', mirror.url, ...words];
      const inputFile = join(published, 'install.sh');
      return execa(program, argv, { inputFile, env: { TMPDIR: folder, ...env }, reject: false, all: true });
    }
    const versionOf = (name: string) => execFileSync(place('bin', name), ['--version'], { encoding: 'utf8' });
    /** Only what was installed is left. */
    const left = () => readdirSync(folder).filter((name) => name !== 'bin');

    it('are scripts that shellcheck and a parser of PowerShell have nothing against', () => {
      execFileSync('shellcheck', ['--shell=sh', join(published, 'install.sh')]);
      execFileSync(readTestbed().oraclePython, ['-c', PARSE_POWERSHELL, join(published, 'install.ps1')]);
      const broken = place('broken.ps1');
      writeFileSync(broken, readFileSync(join(published, 'install.ps1'), 'utf8').replace("@('i686')", "@('i686'"));
      expect(() =>
        execFileSync(readTestbed().oraclePython, ['-c', PARSE_POWERSHELL, broken], { stdio: 'ignore' }),
      ).toThrow();
      rmSync(broken);
    });

    it.each(['dash', 'bash --posix', 'busybox ash'])('install the build for glibc here, by %s', async (shell) => {
      expect(await install(shell, ['acme-cli', 'acme-server'])).toMatchObject({ exitCode: 0 });
      expect(mirror.asked).toEqual(['acme-cli-v0.1.0-linux-x86_64.tar.gz', 'acme-server-v0.1.0-linux-x86_64.tar.gz']);
      expect([versionOf('acme-cli'), versionOf('acme-server')]).toEqual(['acme-cli 0.1.0\n', 'acme-server 0.1.0\n']);
      expect(readdirSync(place('bin')).sort()).toEqual(['acme-cli', 'acme-server']);
      expect(left()).toEqual([]);
    });

    it('take the static build where glibc is older than the program needs', async () => {
      mkdirSync(place('fake'));
      writeFileSync(place('fake', 'getconf'), '#!/bin/sh\n[ "$1" = LONG_BIT ] && echo 64 || echo glibc 2.9\n', {
        mode: 0o755,
      });
      const env = { PATH: `${place('fake')}:${process.env['PATH'] ?? ''}` };
      expect(await install('dash', ['acme-cli'], env)).toMatchObject({ exitCode: 0 });
      expect(mirror.asked).toEqual(['acme-cli-v0.1.0-linux-x86_64-musl.tar.gz']);
      rmSync(place('fake'), { recursive: true });
    });

    it.each(['x86_64', 'aarch64'] as const)(
      'take the static build on a Linux for %s without glibc',
      async (architecture) => {
        const system = new MinimalSystem(architecture);
        try {
          system.copy(join(published, 'install.sh'), 'install.sh');
          const script = `sh /install.sh --from ${mirror.url} acme-cli && /root/.local/bin/acme-cli --version && uname -m`;
          const { stdout } = await system.run(script);
          expect(stdout).toBe(`acme-cli 0.1.0\n${architecture}`);
          expect(mirror.asked).toEqual([`acme-cli-v0.1.0-linux-${architecture}-musl.tar.gz`]);
        } finally {
          system.dispose();
        }
      },
    );

    it('install nothing when a file is not the one that was released', async () => {
      mirror.damaged = 'acme-server-v0.1.0-linux-x86_64.tar.gz';
      const { exitCode, all } = await install('dash', ['acme-cli', 'acme-server']);
      expect(exitCode).toBe(1);
      expect(all).toMatch(
        /^install\.sh: acme-server-v0\.1\.0-linux-x86_64\.tar\.gz is not what was released: its sha256 is [0-9a-f]{64}, and not [0-9a-f]{64}\. Nothing was installed\.$/m,
      );
      expect(existsSync(place('bin'))).toBe(false);
      expect(left()).toEqual([]);
    });

    it.each([
      ['which of several', [], 'say which to install: acme-cli acme-server'],
      ['what is not there', ['acme'], 'acme 0.1.0 has no acme; it has: acme-cli acme-server'],
      ['an option that is not', ['--too'], 'there is no option --too; see --help'],
    ])('ask: %s', async (_, words, message) => {
      expect(await install('dash', words)).toMatchObject({ exitCode: 1, all: `install.sh: ${message}` });
    });

    it('do nothing at all when they were cut in transit, wherever that was', async () => {
      const text = readFileSync(join(published, 'install.sh'), 'utf8');
      const ends = Array.from({ length: 24 }, (_, index) => Math.floor((text.length * (index + 1)) / 25));
      for (const end of [...ends, text.length - 3]) {
        const words = ['-s', '--', '--to', place('bin'), '--from', mirror.url, 'acme-cli'];
        const { exitCode } = await execa('dash', words, { input: text.slice(0, end), reject: false });
        expect({ end, exitCode }).not.toEqual({ end, exitCode: 0 });
      }
      expect(mirror.asked).toEqual([]);
    });
  });
}

const PARSE_POWERSHELL = `
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
sys.exit(1 if parser.parse(open(sys.argv[1], 'rb').read()).root_node.has_error else 0)
`;

/** A server of a release's files. */
class Mirror {
  readonly asked: string[] = [];
  /** A file that comes with another last byte. */
  damaged: string | undefined;

  private constructor(private readonly server: Server) {}

  static async start(folder: string): Promise<Mirror> {
    const server = createServer((request, response) => {
      const name = basename(request.url ?? '');
      mirror.asked.push(name);
      const body = createReadStream(join(folder, name));
      body.on('end', () => response.end(name === mirror.damaged ? '!' : '')).pipe(response, { end: false });
    });
    const mirror = new Mirror(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return mirror;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
