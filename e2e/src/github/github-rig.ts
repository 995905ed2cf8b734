import { rmSync } from 'node:fs';
import { ledgerFolder, parseApiUrl } from '@nx-cross/core/publish';
import { localHost } from '@nx-cross/core/toolchain';
import type { Finished, RigOptions, StoredRelease } from '@nx-cross/testing';
import { GithubServer, Rig } from '@nx-cross/testing';
import { execa } from 'execa';

const TOKEN = 'ghp_of-somebody-who-may-write';
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
    private readonly root: string,
  ) {}

  static async make({ files, crates, ...options }: GithubRigOptions): Promise<GithubRig> {
    const server = await GithubServer.start();
    server.tokens.set(TOKEN, 'write');
    const rig = new Rig({ files: { 'Cargo.lock': lockOf(crates), ...files(server) }, ...options });
    const git = (...words: string[]) => execa('git', words, { cwd: rig.root });
    await git('init', '--quiet');
    await git('config', 'user.name', 'e2e');
    await git('config', 'user.email', 'e2e@example.org');
    await git('remote', 'add', 'origin', 'git@github.com:acme/tools.git');
    await git('commit', '--quiet', '--allow-empty', '--message=nothing yet');
    const { stdout } = await git('rev-parse', 'HEAD');
    return new GithubRig(server, rig, stdout);
  }

  async git(...words: string[]): Promise<string> {
    return (await execa('git', words, { cwd: this.rig.root })).stdout;
  }

  head(): Promise<string> {
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits what is there, and pushes it as far as GitHub is concerned. */
  async commit(message: string, ...tags: readonly string[]): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', `--message=${message}`);
    this.server.repository.commits.add(await this.head());
    for (const tag of tags) await this.git('tag', tag);
  }

  /** As `nx release` would, in the two files that have the version. */
  bump(name: string, from: string, to: string): void {
    const manifest = `apps/${name}/Cargo.toml`;
    this.rig.write(manifest, this.rig.read(manifest).replace(`version = "${from}"`, `version = "${to}"`));
    const locked = (version: string) => `name = "${name}"\nversion = "${version}"`;
    this.rig.write('Cargo.lock', this.rig.read('Cargo.lock').replace(locked(from), locked(to)));
  }

  /** What CI runs; `base` is the commit before the first one where absent. */
  publishAffected(base = this.root): Promise<Finished> {
    return this.rig.nx(['affected', '-t', 'publish', '--outputStyle=static', `--base=${base}`, '--head=HEAD'], {
      env: { GITHUB_TOKEN: TOKEN },
    });
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
