import type { GithubServer, Rig } from '@nx-cross/testing';
import { execa } from 'execa';
import { smallUnits } from '../small-unit';
import { GithubRig } from './github-rig';

const PLATFORM = 'x86_64-unknown-linux-gnu';
const TOKEN = 'ghs_a"secret/token+0123456789';
const ARCHIVE = 'tool-v1.0.0-linux-x86_64.tar.gz';

/** The tests follow one another, as a person would go. */
describe('a release on GitHub', () => {
  let github: GithubRig;
  let server: GithubServer;
  let rig: Rig;
  const secret = 'build/secret.txt';
  const publish = (...words: string[]) => rig.nx(['run', 'tool:publish', ...words], { env: { GITHUB_TOKEN: TOKEN } });
  const commit = (...tags: string[]) => github.commit('e2e', ...tags);
  const writes = () => github.writes();
  const released = () =>
    github.releases().map(({ tagName, draft, assets }) => {
      return { tagName, draft, assets: [...assets.values()].map(({ name }) => name) };
    });
  const whole = (version: string, draft: boolean) => {
    const assets = ['SHA256SUMS', 'manifest.json', ARCHIVE.replace('1.0.0', version)];
    return { tagName: `v${version}`, draft, assets };
  };

  function configure(channel: object): void {
    const release = { channels: [{ channel: 'github', apiUrl: server.url, ...channel }] };
    rig.write('apps/tool/nx-cross.json', JSON.stringify({ dependsOn: ['codegen'], release }));
  }

  beforeAll(async () => {
    github = await GithubRig.make({
      files: () => ({
        ...smallUnits({ tool: { platform: PLATFORM } }, [PLATFORM]),
        // What runs in the nested Nx says all that it knows of the token, in pieces.
        'apps/tool/project.json': JSON.stringify({
          targets: { codegen: { command: 'node tell.mjs', cache: true } },
        }),
        'tell.mjs': TELL,
        'CHANGELOG.md': '# Changelog\n\n## 1.0.0\n\n- The first one.\n',
        '.gitignore': 'node_modules\ndist\ntarget\n.nx\n.rig\nbuild\n',
        [secret]: TOKEN,
      }),
      crates: ['tool'],
      pluginOptions: { platforms: [PLATFORM] },
    });
    ({ server, rig } = github);
    server.tokens.set(TOKEN, 'write').set('a-reader', 'read').set('an-app', 'installation');
    configure({ notes: 'changelog' });
    await commit('v1.0.0');
  });
  afterAll(() => github.dispose());
  afterEach(() => {
    expect(server.breaches).toEqual([]);
  });

  it('is refused in a sentence, before anything is built or written', async () => {
    const preflight = (env: Record<string, string>) =>
      rig.nx(['run', 'tool:preflight'], { env: { PATH: '/usr/bin:/bin', ...env } });
    const refusals = [
      [await preflight({}), 'nx-cross github-token: there is no token for GitHub'],
      [
        await preflight({ GH_TOKEN: 'wrong' }),
        'nx-cross github-token: GitHub does not accept the token: Bad credentials',
      ],
      [await preflight({ GH_TOKEN: 'a-reader' }), 'nx-cross github-denied: the token may not write to acme/tools'],
    ] as const;
    for (const [run, words] of refusals) {
      expect(run).toMatchObject({ exitCode: 1 });
      expect(run.output).toContain(words);
    }
    rig.append('CHANGELOG.md', '\n');
    const dirty = await publish('--release-version=1.0.0');
    expect(dirty).toMatchObject({ exitCode: 1 });
    expect(dirty.output).toMatch(/nx-cross commit-unpublished: .*CHANGELOG\.md differs from it/);
    expect(dirty.tasks.map(({ id }) => id)).toEqual(['tool:publish']);
    await github.git('checkout', 'CHANGELOG.md');
    expect(await preflight({ GH_TOKEN: 'an-app' })).toMatchObject({ exitCode: 0 });
    expect(writes()).toBe(0);
  });

  it('is told in full by a dry run, which writes nothing', async () => {
    const { exitCode, output } = await publish('--dry-run');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toContain('v1.0.0 on GitHub, acme/tools: a new release');
    for (const name of whole('1.0.0', true).assets) expect(output).toMatch(new RegExp(`create +${name} `));
    expect(writes()).toBe(0);
  });

  it('says nothing of the token, whatever its tasks print, and gives them none', async () => {
    rig.remove('.nx');
    const { exitCode, output } = await publish('--dry-run');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    // The program did run, and has not got the variable; what it read elsewhere is masked.
    expect(output).toContain('the variable is undefined');
    expect(output).toContain('raw ***');
    expect(output).toContain('base64 ***');
    for (const form of [TOKEN, TOKEN.slice(4), JSON.stringify(TOKEN).slice(1, -1), encodeURIComponent(TOKEN)]) {
      expect(output).not.toContain(form);
    }
    // Not in the records that are kept of what was made either.
    const kept = await execa('grep', ['-rlF', TOKEN, 'dist'], { cwd: rig.root, reject: false });
    expect(kept.stdout).toBe('');
  });

  it('is taken up where a killed process has left it, and published when it is whole', async () => {
    let uploads = 0;
    const run = rig.startNx(['run', 'tool:publish'], { env: { GITHUB_TOKEN: TOKEN } });
    server.faults = ({ operation }) => {
      if (operation !== 'repos/upload-release-asset' || (uploads += 1) < 2) return undefined;
      run.kill('group');
      return { kind: 'cut', at: 'body' };
    };
    expect(await run.finished).not.toMatchObject({ exitCode: 0 });
    server.faults = () => undefined;
    expect(released()).toMatchObject([{ tagName: 'v1.0.0', draft: true }]);
    const before = server.tally()['repos/upload-release-asset'] ?? 0;
    expect(await publish()).toMatchObject({ exitCode: 0 });
    expect(released()).toEqual([whole('1.0.0', false)]);
    expect((server.tally()['repos/upload-release-asset'] ?? 0) - before).toBe(2);
    const [release] = server.repository.releases.values();
    expect(release).toMatchObject({ body: '- The first one.', makeLatest: 'legacy', prerelease: false });
  });

  it('is left alone when all is there: one listing, no upload', async () => {
    const before = writes();
    const listed = server.tally()['repos/list-release-assets'] ?? 0;
    const again = await publish();
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.output).toContain('v1.0.0 is published, 0 uploaded');
    expect(writes()).toBe(before);
    expect((server.tally()['repos/list-release-assets'] ?? 0) - listed).toBe(1);
  });

  it('is not published anew from another commit, and does not redden a pipeline that skips what is out', async () => {
    rig.append('apps/tool/src/main.rs', '// changed\n');
    await commit();
    const snapshot = await publish();
    expect(snapshot).toMatchObject({ exitCode: 1 });
    expect(snapshot.output).toContain('nx-cross version-invalid: 1.0.0-snapshot.');
    const refused = await publish('--release-version=1.0.0');
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.output).toContain('nx-cross tag-taken: the tag v1.0.0 is on GitHub already');
    configure({ ifExists: 'skip' });
    await commit();
    expect(await publish()).toMatchObject({ exitCode: 0 });
    const skipped = await publish('--release-version=1.0.0');
    expect(skipped).toMatchObject({ exitCode: 0 });
    expect(skipped.output).toMatch(/v1\.0\.0 is out already[^]*waits for a version after 1\.0\.0/);
    expect(skipped.tasks.map(({ id }) => id)).toEqual(['tool:publish']);
  });

  it('stays a draft where that is asked for, and is finished later without a build', async () => {
    configure({ draft: true });
    await commit();
    const env = { GITHUB_TOKEN: TOKEN, NX_CROSS_VERSION: '1.1.0' };
    expect(await rig.nx(['run', 'tool:publish'], { env })).toMatchObject({ exitCode: 0 });
    expect(released()).toContainEqual(whole('1.1.0', true));
    rig.remove('dist');
    rig.remove('.nx');
    const finished = await rig.nx(['run', 'tool:publish', '--finish-draft'], { env });
    expect(finished).toMatchObject({ exitCode: 0 });
    expect(finished.tasks.map(({ id }) => id)).toEqual(['tool:publish']);
    expect(released()).toContainEqual(whole('1.1.0', false));
  });

  it('is not finished where the draft is not what its checksums say', async () => {
    const env = { GITHUB_TOKEN: TOKEN, NX_CROSS_VERSION: '1.2.0' };
    expect(await rig.nx(['run', 'tool:publish'], { env })).toMatchObject({ exitCode: 0 });
    const draft = [...server.repository.releases.values()].find(({ draft }) => draft)!;
    const archive = [...draft.assets.values()].find(({ name }) => name.endsWith('.tar.gz'))!;
    draft.assets.set(archive.id, { ...archive, sha256: '0'.repeat(64) });
    const refused = await rig.nx(['run', 'tool:publish', '--finish-draft'], { env });
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.output).toContain(
      'nx-cross published-differs: the draft v1.2.0 has "tool-v1.2.0-linux-x86_64.tar.gz"',
    );
    expect(draft.draft).toBe(true);
  });
});

/** Prints the token that a task of the user's own has found somewhere, by pieces. */
const TELL = `
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const token = readFileSync(new URL('build/secret.txt', import.meta.url), 'utf8');
console.log('the variable is ' + process.env.GITHUB_TOKEN);
// Node itself may have to say something of colours, on the other stream.
await setTimeout(500);
for (const [form, text] of [['raw', token], ['base64', Buffer.from(token).toString('base64')]]) {
  process.stdout.write(form + ' ' + text.slice(0, 10));
  await setTimeout(200);
  process.stdout.write(text.slice(10) + '\\n');
}
`;
