import { readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { installNx, Rig } from '@nx-cross/testing';
import { execa } from 'execa';
import { ACME } from './acme';

const HOST = 'x86_64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';
const PUBLISHED = 'dist/acme/published';
const BOTH = ['greeter', 'parter'];

/** The tests follow one another, as a person would go: in a workspace that fills up. */
describe('a release of two units', () => {
  let nodeModules: string;
  let rig: Rig;
  beforeAll(async () => {
    nodeModules = await installNx('23.2.1');
    const pluginOptions = { platforms: ['linux-x86_64', 'linux-x86_64-musl'], groups: { static: ['*-musl'] } };
    rig = new Rig({ files: { ...ACME, 'README.md': 'Read me.\n' }, pluginOptions, nodeModules, daemon: true });
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    await git('init', '--quiet');
    await commit();
  });
  afterAll(async () => {
    await rig.dispose();
    rmSync(dirname(nodeModules), { recursive: true });
  });

  const git = (...words: string[]) => execa('git', words, { cwd: rig.root });
  async function commit(): Promise<void> {
    await git('add', '--all');
    await git('-c', 'user.name=e2e', '-c', 'user.email=e2e@example.org', 'commit', '--quiet', '--message=e2e');
  }
  const published = (version: string) => readdirSync(rig.path(PUBLISHED, `acme-v${version}`)).sort();
  const archive = (unit: string, version: string, platform = 'linux-x86_64') =>
    `${unit}-v${version}-${platform}.tar.gz`;

  it('builds each task once where two front doors of a run end in the same one', async () => {
    const run = await rig.nx(['run-many', '-t', 'cross-compile', 'verify', 'package', '--parallel=6']);
    expect(run).toMatchObject({ exitCode: 0 });
    for (const unit of BOTH) {
      const compiled = run.tasks.filter(({ id }) => id === `${unit}:cross-compile--${HOST}`);
      const statuses = compiled.map(({ status }) => status.replace('-kept-existing', ''));
      expect(statuses.sort()).toEqual(['local-cache', 'local-cache', 'success']);
    }
  });

  it('says what it would publish, and publishes nothing', async () => {
    const run = await rig.nx(['run', 'acme:publish', '--platforms=linux-x86_64', '--dry-run']);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.output).toContain(archive('greeter', '1.2.3'));
    expect(rig.exists(PUBLISHED)).toBe(false);
  });

  it('publishes the platforms that are named, under the version that is asked for', async () => {
    const words = ['run', 'acme:publish', '--target=linux-x86_64', '--release-version=2.0.0'];
    expect(await rig.nx(words)).toMatchObject({ exitCode: 0 });
    const archives = BOTH.map((unit) => archive(unit, '2.0.0'));
    expect(published('2.0.0')).toEqual(['SHA256SUMS', ...archives, 'manifest.json'].sort());
    const manifest: unknown = JSON.parse(rig.read(`${PUBLISHED}/acme-v2.0.0/manifest.json`));
    expect(manifest).toMatchObject({ version: '2.0.0', omittedPlatforms: [MUSL] });
  });

  it('publishes all platforms under the crates’ own version, once', async () => {
    // The version of the command before is forgotten, by the daemon too.
    expect(await rig.nx(['run', 'acme:publish'])).toMatchObject({ exitCode: 0 });
    const archives = BOTH.flatMap((unit) => [archive(unit, '1.2.3'), archive(unit, '1.2.3', 'linux-x86_64-musl')]);
    expect(published('1.2.3')).toEqual(['SHA256SUMS', ...archives, 'manifest.json'].sort());
    await execa('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: rig.path(PUBLISHED, 'acme-v1.2.3') });
    const again = await rig.nx(['run', 'acme:publish']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.tasks.filter(({ status }) => status === 'success').map(({ id }) => id)).toEqual(['acme:publish']);
    expect(again.output).toMatch(/skip/);
  });

  it('refuses to publish something else under the same version, unless told to', async () => {
    const sums = rig.read(`${PUBLISHED}/acme-v1.2.3/SHA256SUMS`);
    rig.append('README.md', 'More to read.\n');
    const refused = await rig.nx(['run', 'acme:publish']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.output).toContain('nx-cross published-differs: ');
    expect(rig.read(`${PUBLISHED}/acme-v1.2.3/SHA256SUMS`)).toBe(sums);
    // A README is packed again and compiles nothing.
    expect(refused.tasks.filter(({ id, status }) => id.includes('cross-compile') && status === 'success')).toEqual([]);
    expect(await rig.nx(['run', 'acme:publish', '--replace'])).toMatchObject({ exitCode: 0 });
    expect(rig.read(`${PUBLISHED}/acme-v1.2.3/SHA256SUMS`)).not.toBe(sums);
  });

  it('has targets for a group of platforms, and takes the version from the environment', async () => {
    const env = { NX_CROSS_VERSION: '3.0.0', VERSION: '9.9.9' };
    expect(await rig.nx(['run', 'acme:publish--static'], { env })).toMatchObject({ exitCode: 0 });
    const archives = BOTH.map((unit) => archive(unit, '3.0.0', 'linux-x86_64-musl'));
    expect(published('3.0.0')).toEqual(['SHA256SUMS', ...archives, 'manifest.json'].sort());
    const words = ['run-many', '-t', 'checksum--static', 'package-all--static'];
    const sums = await rig.nx(words, { env: { VERSION: '4.0.0' } });
    expect(sums).toMatchObject({ exitCode: 0 });
    expect(sums.tasks.filter(({ id }) => id.includes(`package--${HOST}`))).toEqual([]);
    expect(JSON.parse(rig.read('dist/acme/checksum--static/manifest.json'))).toMatchObject({ version: '4.0.0' });
  });

  it('finds the units that an edit affects, and the release with them', async () => {
    const packaged = async () => {
      const run = await rig.nx(['affected', '-t', 'package-all', '--base=HEAD']);
      expect(run).toMatchObject({ exitCode: 0 });
      return run.tasks.map(({ id }) => id).filter((id) => id.endsWith(':package-all'));
    };
    await commit();
    rig.append('apps/greeter/src/main.rs', '// edited\n');
    expect(await packaged()).toEqual(['greeter:package-all']);
    rig.append('libs/words/src/lib.rs', '// edited\n');
    expect((await packaged()).sort()).toEqual(['greeter:package-all', 'parter:package-all']);
    const { output } = await rig.nx(['show', 'projects', '--affected', '--base=HEAD', '--json']);
    expect(JSON.parse(output)).toEqual(expect.arrayContaining(['acme', 'crate:words', 'greeter', 'parter']));
  });
});
