import { rmSync } from 'node:fs';
import { ledgerFolder, parseApiUrl } from '@nx-cross/core/publish';
import { localHost } from '@nx-cross/core/toolchain';
import type { RigOptions, StoredRelease } from '@nx-cross/testing';
import { GithubServer, Rig } from '@nx-cross/testing';
import { execa } from 'execa';

const WRITING = /^repos\/(create|update|upload|delete)-release/;

export interface GithubRigOptions extends Omit<RigOptions, 'files'> {
  readonly files: (server: GithubServer) => RigOptions['files'];
  /** Of the cargo workspace, each at version 1.0.0: cargo would write the lock file, and what is built would differ from the commit. */
  readonly crates: readonly string[];
}

/** A clone of the stand-in's repository, in a throwaway workspace. */
export class GithubRig {
  private constructor(
    readonly server: GithubServer,
    readonly rig: Rig,
  ) {}

  static async make({ files, crates, ...options }: GithubRigOptions): Promise<GithubRig> {
    const server = await GithubServer.start();
    const rig = new Rig({ files: { 'Cargo.lock': lockOf(crates), ...files(server) }, ...options });
    const git = (...words: string[]) => execa('git', words, { cwd: rig.root });
    await git('init', '--quiet');
    await git('config', 'user.name', 'e2e');
    await git('config', 'user.email', 'e2e@example.org');
    await git('remote', 'add', 'origin', 'git@github.com:acme/tools.git');
    return new GithubRig(server, rig);
  }

  async git(...words: string[]): Promise<string> {
    return (await execa('git', words, { cwd: this.rig.root })).stdout;
  }

  /** Commits what is there, and pushes it as far as GitHub is concerned. */
  async commit(message: string, ...tags: readonly string[]): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', `--message=${message}`);
    this.server.repository.commits.add(await this.git('rev-parse', 'HEAD'));
    for (const tag of tags) await this.git('tag', tag);
  }

  releases(): readonly StoredRelease[] {
    return [...this.server.repository.releases.values()];
  }

  writes(): number {
    return this.server.requests.filter(({ operation }) => WRITING.test(operation)).length;
  }

  async dispose(): Promise<void> {
    rmSync(ledgerFolder(localHost(), parseApiUrl(this.server.url)), { recursive: true, force: true });
    await this.rig.dispose();
    await this.server.stop();
  }
}

function lockOf(crates: readonly string[]): string {
  const entries = [...crates].sort().map((name) => `\n[[package]]\nname = "${name}"\nversion = "1.0.0"\n`);
  return `version = 4\n${entries.join('')}`;
}
