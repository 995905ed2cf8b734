import { GithubServer } from '@nx-cross/testing';
import { parse } from 'yaml';
import { smallUnits } from '../small-unit';
import type { WorkflowFile } from './workflow-file';
import { WorkflowRepository } from './workflow-repository';
import { WorkflowRun } from './workflow-run';

const PLATFORMS = ['linux-x86_64', 'linux-x86_64-musl'];
const FILE = '.github/workflows/release.yml';
const TOKEN = 'ghs_the-token-of-the-run';

/** The tests follow one another, as a maintainer would go. */
describe('the release workflow', () => {
  let server: GithubServer;
  let repository: WorkflowRepository;
  let file: WorkflowFile;
  let run: WorkflowRun;

  beforeAll(async () => {
    server = await GithubServer.start();
    server.tokens.set(TOKEN, 'installation');
    const release = { name: 'acme', units: ['apps/server', 'apps/cli'] };
    const unit = { platform: '', settings: { smoke: { required: ['linux-x86_64'] } } };
    repository = new WorkflowRepository({
      ...smallUnits({ server: unit, cli: unit }, []),
      'nx.json': JSON.stringify({
        analytics: false,
        plugins: [{ plugin: 'nx-cross', options: { platforms: PLATFORMS } }],
      }),
      'nx-cross.json': JSON.stringify({
        release: { ...release, channels: [{ channel: 'github', apiUrl: server.url }] },
      }),
      '.gitignore': 'node_modules\ndist\ntarget\n.nx\n',
    });
    await repository.run('cargo', 'generate-lockfile', '--offline');
    await repository.install();
    await repository.run('npx', 'nx', 'g', 'nx-cross:release-workflow');
    const commit = await repository.commit('v1.0.0');
    server.repository.commits.add(commit);
    server.repository.refs.set('tags/v1.0.0', { type: 'commit', sha: commit });
    file = parse(repository.read(FILE)) as WorkflowFile;
    run = start();
  });
  afterAll(async () => {
    run.dispose();
    repository.dispose();
    await server.stop();
  });

  const start = () =>
    new WorkflowRun({
      origin: repository.root,
      ref: 'v1.0.0',
      remote: 'https://github.com/acme/tools.git',
      env: repository.env,
    });

  it('is stopped by its first job where the release cannot be published: nothing is built', async () => {
    const stopped = start();
    await expect(stopped.run(file, { 'github.token': 'of-nobody' })).rejects.toThrow(/github-token/);
    expect(stopped.clones()).toHaveLength(1);
    stopped.dispose();
  });

  it('ends with a dry run where it is started by hand, and publishes nothing', async () => {
    const printed = await run.run(file, { 'github.token': TOKEN, 'inputs.dry-run': true });
    expect([...printed.keys()]).toEqual(['preflight', 'build linux-x86_64', 'build linux-x86_64-musl', 'release']);
    expect(printed.get('preflight')).toContain('acme 1.0.0 can be published');
    expect(printed.get('release')).toMatch(/create +server-v1\.0\.0-linux-x86_64-musl\.tar\.gz/);
    expect(run.attested).toEqual([]);
    expect(server.repository.releases.size).toBe(0);
  });

  it('publishes what the jobs have built where a tag was pushed', async () => {
    const { release: last } = file.jobs;
    if (last === undefined) throw new Error('there is no job that publishes');
    const printed = await run.run({ ...file, jobs: { release: last } }, { 'github.token': TOKEN });
    expect(printed.get('release')).toMatch(/imported server for x86_64-unknown-linux-musl, verify: server/);
    // The job that publishes compiles nothing, packs all, and runs what must have run.
    expect(printed.get('release')).not.toMatch(/cross-compile--/);
    expect(printed.get('release')).toMatch(/smoke--x86_64-unknown-linux-gnu/);
    const [release, ...others] = [...server.repository.releases.values()];
    expect(others).toEqual([]);
    expect(release).toMatchObject({ tagName: 'v1.0.0', draft: false });
    const names = [...(release?.assets.values() ?? [])].map(({ name }) => name).sort();
    const archives = ['cli', 'server'].flatMap((unit) =>
      PLATFORMS.map((platform) => `${unit}-v1.0.0-${platform}.tar.gz`),
    );
    expect(names).toEqual([...archives, 'SHA256SUMS', 'manifest.json'].sort());
    expect(server.breaches).toEqual([]);
    // Attested was, before it was published, every file that the checksums name, with the digest that GitHub has of it.
    const digests = new Map([...(release?.assets.values() ?? [])].map(({ name, sha256 }) => [name, sha256]));
    const lines = run.attested.flatMap((text) => text.split('\n')).filter((line) => line !== '');
    expect(lines).toHaveLength(archives.length + 1);
    for (const line of lines) {
      const [digest, name = ''] = line.split('  ');
      expect([name, digests.get(name)]).toEqual([name, digest]);
    }
  });
});
