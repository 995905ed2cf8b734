import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packPackages } from '@nx-cross/testing';
import { execa } from 'execa';

const NX = '23.2.1';

/** A user's repository, with nx-cross from its tarballs, in which generators run. */
export class WorkflowRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'nx-cross-repository-'));
  /** Of this machine, without what decides for Nx or npm. */
  readonly env: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NX_|GIT_|GITHUB_|JEST_|CI$|NODE_OPTIONS$)/i.test(name),
    );
    this.env = {
      ...Object.fromEntries(own.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      ...{ CI: 'true', NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', NO_COLOR: '1' },
      ...{ npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' },
    };
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  async run(program: string, ...words: readonly string[]): Promise<string> {
    const options = { cwd: this.root, env: this.env, extendEnv: false, all: true, stdin: 'ignore' } as const;
    return (await execa(program, words, options)).all;
  }

  /** Writes package.json and its lock, and installs. */
  async install(): Promise<void> {
    const packed = await packPackages(this.root);
    const own = Object.fromEntries(packed.map(({ name, path }) => [name, `file:${path}`]));
    this.write(
      'package.json',
      JSON.stringify({ private: true, devDependencies: { nx: NX, '@nx/devkit': NX, ...own } }),
    );
    await this.run('npm', 'install');
  }

  async commit(tag: string): Promise<string> {
    await this.run('git', 'init', '--quiet', '--initial-branch=main');
    await this.run('git', 'add', '--all');
    const identity = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.org'];
    await this.run('git', ...identity, 'commit', '--quiet', '--message=e2e');
    await this.run('git', 'tag', tag);
    return (await this.run('git', 'rev-parse', 'HEAD')).trim();
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
