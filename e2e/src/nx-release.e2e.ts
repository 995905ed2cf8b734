import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finished, RigOptions } from '@nx-cross/testing';
import { installNx, Rig } from '@nx-cross/testing';
import { execa } from 'execa';

const program = (name: string, rest = '') => ({
  [`apps/${name}/Cargo.toml`]: `[package]
name = "${name}"
version.workspace = true # of all
edition = "2021"

[dependencies]
words = { workspace = true }
${rest}`,
  [`apps/${name}/src/main.rs`]: `fn main() { println!("${name} {} {}", env!("CARGO_PKG_VERSION"), words::hello()); }\n`,
  [`apps/${name}/nx-cross.json`]: '{}',
});

/** Two programs and a library under one version, in one release; a tool with a version of its own beside them. */
const FILES = {
  'package.json': '{ "private": true }\n',
  'Cargo.toml': `# The workspace.
[workspace]
members = ["apps/*", "libs/*"]
resolver = "2"

[workspace.package]
version = '0.1.0'   # of the programs

[workspace.dependencies]
words = { path = "libs/words", version = "0.1.0" } # ours
`,
  ...program('server'),
  ...program(
    'cli',
    '\n[target."cfg(unix)".build-dependencies]\nwords = { version = "=0.1.0", path = "../../libs/words" }\n',
  ),
  'apps/cli/build.rs': 'fn main() { println!("cargo::rerun-if-changed=build.rs"); }\n',
  'libs/words/Cargo.toml': '[package]\nname = "words"\nversion.workspace = true\nedition = "2021"\n',
  'libs/words/src/lib.rs': 'pub fn hello() -> &\'static str { "hello" }\n',
  'apps/tool/Cargo.toml': `[package]
name = "tool"
version = "3.0.0"
edition = "2021"
[dev-dependencies]
renamed = { package = "words", path = "../../libs/words", version = "0.1" }
`,
  'apps/tool/src/main.rs': 'fn main() {}\n',
  'apps/tool/nx-cross.json': '{}',
  'nx-cross.json': '{ "release": { "name": "acme", "units": ["apps/server", "apps/cli"] } }',
};

const nxJson = (release: object) =>
  JSON.stringify({
    plugins: [{ plugin: 'nx-cross', options: { platforms: ['linux-x86_64'] } }],
    analytics: false,
    release,
  });

class ReleaseRig extends Rig {
  readonly git = async (...words: string[]) => (await execa('git', words, { cwd: this.root })).stdout;

  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', `--message=${message}`);
  }

  /** Cargo takes the lock file as it is, without a network. */
  async requireLocked(): Promise<Record<string, string>> {
    const { stdout } = await execa('cargo', ['metadata', '--locked', '--offline', '--format-version=1'], {
      cwd: this.root,
    });
    const { packages } = JSON.parse(stdout) as { packages: { name: string; version: string }[] };
    return Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  }

  static async make(release: object, { files, ...options }: Partial<RigOptions>): Promise<ReleaseRig> {
    const rig = new ReleaseRig({ files: { ...FILES, 'nx.json': nxJson(release), ...files }, ...options });
    await execa('cargo', ['generate-lockfile', '--offline'], { cwd: rig.root });
    await rig.git('init', '--quiet', '--initial-branch=main');
    await rig.git('config', 'user.name', 'e2e');
    await rig.git('config', 'user.email', 'e2e@example.org');
    await rig.commit('feat: begin');
    return rig;
  }
}

const succeeded = (run: Finished) => {
  if (run.exitCode !== 0) throw new Error(run.output);
  return run.output;
};

describe.each(['22.6.5', '23.2.1', '24.0.0'])('nx release of Nx %s', (version) => {
  let nodeModules: string;
  let rig: ReleaseRig | undefined;
  beforeAll(async () => {
    nodeModules = await installNx(version);
  });
  afterEach(() => rig?.dispose());
  afterAll(() => rmSync(dirname(nodeModules), { recursive: true }));

  it('versions a release with all that inherits from one place, shows it before, tags and publishes it', async () => {
    rig = await ReleaseRig.make({ projects: ['acme'], changelog: { workspaceChangelog: true } }, { nodeModules });
    const before = await rig.git('rev-parse', 'HEAD');

    const dry = succeeded(await rig.nx(['release', '0.2.0', '--dry-run', '--first-release', '--yes']));
    expect(dry).toContain("- version = '0.1.0'   # of the programs\n+ version = '0.2.0'   # of the programs\n");
    expect(dry).toContain(
      'would build server for linux-x86_64; cli for linux-x86_64, and publish acme 0.2.0 to: directory',
    );
    expect(await rig.git('status', '--porcelain')).toBe('');

    succeeded(await rig.nx(['release', '0.2.0', '--first-release', '--skip-publish']));
    expect(await rig.requireLocked()).toEqual({ server: '0.2.0', cli: '0.2.0', words: '0.2.0', tool: '3.0.0' });
    expect(await rig.git('tag', '--points-at', 'HEAD')).toBe('v0.2.0');
    const changed = await rig.git('diff', '--unified=0', before, '--', '*.toml');
    expect(changed.split('\n').filter((line) => /^[-+](?![-+])/.test(line))).toEqual([
      "-version = '0.1.0'   # of the programs",
      "+version = '0.2.0'   # of the programs",
      '-words = { path = "libs/words", version = "0.1.0" } # ours',
      '+words = { path = "libs/words", version = "0.2.0" } # ours',
      '-words = { version = "=0.1.0", path = "../../libs/words" }',
      '+words = { version = "=0.2.0", path = "../../libs/words" }',
      '-renamed = { package = "words", path = "../../libs/words", version = "0.1" }',
      '+renamed = { package = "words", path = "../../libs/words", version = "0.2" }',
    ]);
    expect(rig.read('CHANGELOG.md')).toContain('## 0.2.0');

    succeeded(await rig.nx(['release', 'publish']));
    expect(JSON.parse(rig.read('dist/acme/published/acme-v0.2.0/manifest.json'))).toMatchObject({ version: '0.2.0' });
  });
});

describe('nx release of projects with versions of their own', () => {
  const OWN_VERSION = { 'libs/words/Cargo.toml': '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n' };
  const releaseTag = { pattern: '{projectName}-v{version}' };
  let rig: ReleaseRig | undefined;
  afterEach(() => rig?.dispose());

  it('bumps who compiles a crate in, and raises what others say of it', async () => {
    const projects = ['server', 'cli', 'tool', 'crate:words'];
    rig = await ReleaseRig.make({ projects, projectsRelationship: 'independent', releaseTag }, { files: OWN_VERSION });
    succeeded(await rig.nx(['release', 'version', '1.0.0', '--projects=crate:words', '--git-commit', '--git-tag']));
    expect(await rig.requireLocked()).toEqual({ server: '0.1.1', cli: '0.1.1', words: '1.0.0', tool: '3.0.0' });
    // A test of its own uses it: that is no other program.
    expect(rig.read('apps/tool/Cargo.toml')).toContain('version = "1.0" }');
    const tags = await rig.git('tag', '--points-at', 'HEAD');
    expect(tags.split('\n')).toEqual(['cli-v0.1.1', 'crate/words-v1.0.0', 'server-v0.1.1']);
  });

  it('writes nothing where two projects with one version would go to different ones', async () => {
    const version = { conventionalCommits: true };
    rig = await ReleaseRig.make(
      { projects: ['server', 'cli'], projectsRelationship: 'independent', releaseTag, version },
      {},
    );
    for (const name of ['server', 'cli']) await rig.git('tag', `${name}-v0.1.0`);
    rig.append('apps/server/src/main.rs', '// new\n');
    await rig.commit('feat!: more');
    rig.append('apps/cli/src/main.rs', '// right\n');
    await rig.commit('fix: less');
    const run = await rig.nx(['release', 'version']);
    expect(run).toMatchObject({ exitCode: 1 });
    expect(run.output).toMatch(/nx-cross version-twice: Cargo\.toml: the version of `(server|cli)` is to become/);
    expect(await rig.git('status', '--porcelain')).toBe('');
  });
});
