import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installNx, readTestbed, Rig, UserWorkspace } from '@nx-cross/testing';
import { execa } from 'execa';
import { digestsBelow } from './reproducible/dist-digests';
import { PLATFORMS, WORKSPACE } from './reproducible/workspace';

const RELEASE = ['run', 'teller:checksum-all'];
/** What two builds of the release differ in, beside the user, the folder, cargo's home and the rustc's place. */
const HERE = { TZ: 'UTC', LANG: 'C.UTF-8', LC_ALL: undefined };
const THERE = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'POSIX', NX_DAEMON: 'true' };

const NX_JSON = JSON.stringify({
  plugins: [{ plugin: 'nx-cross', options: { platforms: PLATFORMS } }],
  analytics: false,
});

describe('a release, built twice with everything else different', () => {
  let nodeModules: string;
  let here: Rig;
  let there: UserWorkspace | undefined;
  let first: Readonly<Record<string, string>>;

  beforeAll(async () => {
    nodeModules = await installNx('23.2.1');
    // Another user reads it.
    await execa('chmod', ['a+rx', dirname(nodeModules)]);
    here = new Rig({ files: WORKSPACE, pluginOptions: { platforms: PLATFORMS }, nodeModules });
    expect(await here.cli(['setup'])).toMatchObject({ exitCode: 0 });
    await execa('cargo', ['generate-lockfile', '--quiet'], { cwd: here.root });
  });
  afterAll(async () => {
    await here.dispose();
    there?.dispose();
    rmSync(dirname(nodeModules), { recursive: true });
  });

  it('here: root, Node 20, one task at a time, no daemon', async () => {
    const run = await here.nx([...RELEASE, '--parallel=1'], { env: HERE });
    expect(run.exitCode === 0 ? '' : run.output).toBe('');
    first = digestsBelow(here.path('dist'));
    // One of each stage and platform, and that of the checksums.
    expect(Object.keys(first).filter((path) => path.endsWith('artifacts.json'))).toHaveLength(4 * PLATFORMS.length + 1);
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining(['teller/checksum/SHA256SUMS', 'teller/checksum/manifest.json']),
    );
  });

  it('there: another user, Node 22, eight tasks at once, a daemon, a folder beyond ASCII', async () => {
    // In another order, for file systems that list files as they came.
    const files = { ...WORKSPACE, 'Cargo.lock': here.read('Cargo.lock'), 'nx.json': NX_JSON };
    there = new UserWorkspace(inFolder('größer', Object.fromEntries(Object.entries(files).reverse())), '22');
    await execa('ln', ['--symbolic', nodeModules, join(there.root, 'größer', 'node_modules')]);
    await there.handOver();
    await runAs(there, 'node_modules/nx-cross/dist/cli/main.js setup');
    await runAs(there, `node_modules/nx/dist/bin/nx.js ${RELEASE.join(' ')} --parallel=8`);
    await runAs(there, 'node_modules/nx/dist/bin/nx.js daemon --stop');
    expect(digestsBelow(join(there.root, 'größer', 'dist'))).toEqual(first);
  });

  it('again here, every stage anew, on Node 24', async () => {
    const node = join(readTestbed().nodeBinDirectories['24'] ?? '', 'node');
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
    here.remove('dist');
    const env = {
      ...HERE,
      PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}`,
      NX_CACHE_DIRECTORY: here.path('.nx', 'other'),
    };
    const run = await here.nx([...RELEASE, '--skip-nx-cache'], { env, node });
    expect(run.tasks.filter(({ status }) => status !== 'success')).toEqual([]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(digestsBelow(here.path('dist'))).toEqual(first);
  });
});

/** Words for the other user's Node, in that workspace. */
function runAs(workspace: UserWorkspace, words: string): Promise<string> {
  const variables = Object.entries(THERE).map(([name, value]) => `export ${name}=${value};`);
  return workspace.run('sh', '-c', `umask 077; ${variables.join(' ')} cd größer && exec node ${words}`);
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
