import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { readTestbed } from './testbed';

/**
 * A workspace as a user has it: outside of the checkout, owned and used by an unprivileged user whose PATH has a Node,
 * npm, git, a C compiler, and a Rust without rustup.
 */
export class UserWorkspace {
  readonly root: string;
  private readonly node: string;
  private readonly testbed = readTestbed();

  /** @param node The major version of Node: the machine's own, 22 or 24. */
  constructor(files: Readonly<Record<string, string>>, node: string) {
    this.node = node;
    this.root = mkdtempSync(join(tmpdir(), 'nx-cross-user-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  /** Gives everything in the workspace to the user; needs root, as provisioning did. */
  async handOver(): Promise<void> {
    const { name } = this.testbed.testUser;
    await execa('chown', ['--recursive', `${name}:${name}`, this.root]);
  }

  /** Runs a command as that user and returns what it printed; throws where it fails, with all of its output. */
  async run(program: string, ...words: readonly string[]): Promise<string> {
    const { name } = this.testbed.testUser;
    const argv = ['--user', name, '--', 'env', '--ignore-environment', ...this.environment(), program, ...words];
    const { exitCode, all } = await execa('runuser', argv, {
      cwd: this.root,
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: 25 * 60_000,
    });
    if (exitCode === 0) return all;
    throw new Error(`${[program, ...words].join(' ')} → ${String(exitCode)}\n${all}`);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  private environment(): string[] {
    const { testUser, rustBinDirectory, nodeBinDirectories } = this.testbed;
    const own = nodeBinDirectories[this.node];
    const path = [...(own === undefined ? [] : [own]), rustBinDirectory, '/usr/local/bin', '/usr/bin', '/bin'];
    return [
      ...network(process.env),
      `HOME=${testUser.home}`,
      `USER=${testUser.name}`,
      `PATH=${path.join(':')}`,
      'NX_DAEMON=false',
      'NX_TUI=false',
      'NX_NO_CLOUD=true',
      'NO_COLOR=1',
      // From Nx 24 on, the cache is in the home folder: what an earlier run left would hide a build that fails.
      `NX_CACHE_DIRECTORY=${join(this.root, '.nx', 'cache')}`,
    ];
  }
}

/** How a machine reaches registries, where it must be told: a proxy, and the certificates that it signs with. */
function network(env: NodeJS.ProcessEnv): string[] {
  const told = /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|PIP_CERT)$/i;
  return Object.entries(env).flatMap(([name, value]) => (told.test(name) ? [`${name}=${value ?? ''}`] : []));
}
