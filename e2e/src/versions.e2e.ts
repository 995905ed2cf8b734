import { Rig } from '@nx-cross/testing';
import { execa } from 'execa';
import { smallUnits } from './small-unit';

const PLATFORM = 'linux-x86_64';
const TRIPLE = 'x86_64-unknown-linux-gnu';
const UNIT = { platform: PLATFORM };
const PRINTS = 'fn main() { println!("{}", option_env!("RELEASED_AS").unwrap_or("nothing")); }\n';

/** A workspace in a repository of git, with a lock file and nothing that is ignored by accident. */
class GitRig extends Rig {
  readonly git = async (...words: string[]) => (await execa('git', words, { cwd: this.root })).stdout;

  static async make(files: Readonly<Record<string, string>>): Promise<GitRig> {
    const rig = await GitRig.empty(files);
    await execa('cargo', ['generate-lockfile', '--offline'], { cwd: rig.root });
    await rig.commit('begin');
    return rig;
  }

  /** A repository without a commit. */
  static async empty(files: Readonly<Record<string, string>>): Promise<GitRig> {
    const rig = new GitRig({ files, pluginOptions: { platforms: [PLATFORM] } });
    await rig.git('init', '--quiet', '--initial-branch=main');
    await rig.git('config', 'user.name', 'e2e');
    await rig.git('config', 'user.email', 'e2e@example.org');
    return rig;
  }

  /** Takes one commit of another repository, by its branch or tag, and nothing of its history. */
  async takeShallow(other: GitRig, ...ref: string[]): Promise<void> {
    await this.git('fetch', '--quiet', '--depth=1', '--no-tags', `file://${other.root}`, ...ref);
    await this.git('checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD');
  }

  async commit(message: string): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    return (await this.git('rev-parse', 'HEAD')).slice(0, 12);
  }

  async publish(project: string, ...words: string[]): Promise<string> {
    const run = await this.nx(['run', `${project}:publish`, ...words]);
    return run.exitCode === 0 ? run.output : `exit code ${run.exitCode}: ${run.output}`;
  }

  /** The tasks of a run that were not taken from the cache. */
  async ran(...words: string[]): Promise<string[]> {
    const run = await this.nx(words);
    if (run.exitCode !== 0) throw new Error(run.output);
    return run.tasks.filter(({ status }) => status === 'success').map(({ id }) => id.replace(`--${TRIPLE}`, ''));
  }
}

/** The tests follow one another, as the history of a repository does. */
describe('the version of a workspace with one release', () => {
  let rig: GitRig;
  beforeAll(async () => {
    rig = await GitRig.make(smallUnits({ server: UNIT }, [PLATFORM]));
  });
  afterAll(() => rig.dispose());

  it('is Cargo.toml’s as long as nothing was tagged', async () => {
    expect(await rig.publish('server')).toContain('server 1.0.0: of Cargo.toml\n');
    expect(rig.exists('dist/server/published/server-v1.0.0/server-v1.0.0-linux-x86_64.tar.gz')).toBe(true);
  });

  it('is the tag’s, and what was packed before the tag is not packed again', async () => {
    await rig.git('tag', 'v1.0.0');
    expect(await rig.ran('run', 'server:package-all')).toEqual(['server:package-all']);
    expect(await rig.publish('server')).toContain('server 1.0.0: of the tag v1.0.0\n');
  });

  it('is refused where files differ from the tag', async () => {
    const main = rig.read('apps/server/src/main.rs');
    rig.append('apps/server/src/main.rs', '// more\n');
    const refused = await rig.publish('server');
    expect(refused).toContain(
      'nx-cross tree-dirty: HEAD is at the tag v1.0.0, and files differ from it: apps/server/src/main.rs\n  → commit or undo the changes, or say --release-version=<version>',
    );
    expect(refused).toContain('exit code 1');
    rig.write('apps/server/src/main.rs', main);
  });

  it('is a snapshot off a tag, for which the commit counts in publish alone', async () => {
    const commit = await rig.commit('nothing that is compiled');
    expect(await rig.ran('run', 'server:package-all')).toEqual(['server:package-all']);
    const version = `1.0.0-snapshot.${commit}`;
    const published = await rig.publish('server');
    expect(published).toContain(
      `server ${version}: no tag like v{version} is at this commit (Cargo.toml says 1.0.0)\n`,
    );
    const manifest = JSON.parse(rig.read(`dist/server/published/server-v${version}/manifest.json`)) as object;
    expect(manifest).toMatchObject({ version, prerelease: true });
    // It is packed under the name of the snapshot, and compiled no more.
    rig.append('README.md', 'New.\n');
    rig.append('apps/server/nx-cross.json', ' ');
    expect(await rig.publish('server')).toContain(`server ${version}.dirty: no tag`);
    await rig.git('checkout', '--', '.');
  });

  it('is the highest of a commit’s tags, whatever Cargo.toml says', async () => {
    for (const tag of ['v2.0.0-rc.1', 'v2.0.0', 'v2.0', 'nightly', 'v10']) await rig.git('tag', tag);
    expect(await rig.ran('run', 'server:package-all')).toEqual(['server:package', 'server:package-all']);
    expect(rig.exists(`dist/server/${TRIPLE}/package/server-v2.0.0-linux-x86_64.tar.gz`)).toBe(true);
    const published = await rig.publish('server');
    expect(published).toContain('server 2.0.0: of the tag v2.0.0 (Cargo.toml says 1.0.0)\n');
    expect(rig.exists('dist/server/published/server-v2.0.0/manifest.json')).toBe(true);
  });

  it('is what is asked for before all else', async () => {
    expect(await rig.publish('server', '--release-version=3.0.0')).toContain('server 3.0.0: as asked for\n');
    expect(rig.exists('dist/server/published/server-v3.0.0/server-v3.0.0-linux-x86_64.tar.gz')).toBe(true);
  });

  it('cannot be told of a shallow clone that is at no tag, and is told of one that is at a tag', async () => {
    await rig.git('tag', 'v4.0.0');
    await rig.commit('later');
    const clone = await GitRig.empty({});
    await clone.takeShallow(rig, 'main');
    const refused = await clone.publish('server');
    expect(refused).toContain('nx-cross history-shallow: this clone is shallow, and no tag like v{version} is at HEAD');
    expect(await clone.ran('run', 'server:package-all')).toContain('server:package');
    await clone.takeShallow(rig, 'refs/tags/v4.0.0:refs/tags/v4.0.0');
    expect(await clone.publish('server')).toContain('server 4.0.0: of the tag v4.0.0');
    await clone.dispose();
  });
});

describe('the versions of a workspace with several releases', () => {
  let rig: GitRig;
  beforeAll(async () => {
    const baked = { ...UNIT, main: PRINTS, settings: { embeds: { version: 'RELEASED_AS' } } };
    const own = { ...UNIT, settings: { release: { tag: 'tools/{name}@{version}' } } };
    rig = await GitRig.make(smallUnits({ server: baked, tool: own }, [PLATFORM]));
  });
  afterAll(() => rig.dispose());

  it('are each its own tag’s, in the archives and in what the programs bake in', async () => {
    for (const tag of ['v9.0.0', 'server-v2.0.0', 'tools/tool@3.0.0']) await rig.git('tag', tag);
    const run = await rig.nx(['run-many', '-t', 'publish', '--outputStyle=static']);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.output).toContain('server 2.0.0: of the tag server-v2.0.0 (Cargo.toml says 1.0.0)\n');
    expect(run.output).toContain('tool 3.0.0: of the tag tools/tool@3.0.0 (Cargo.toml says 1.0.0)\n');
    expect(rig.exists('dist/server/published/server-v2.0.0/server-v2.0.0-linux-x86_64.tar.gz')).toBe(true);
    expect(rig.exists('dist/tool/published/tool-v3.0.0/tool-v3.0.0-linux-x86_64.tar.gz')).toBe(true);
    const { stdout } = await execa(rig.path(`dist/server/${TRIPLE}/verify/server`));
    expect(stdout).toBe('2.0.0');
  });
});
