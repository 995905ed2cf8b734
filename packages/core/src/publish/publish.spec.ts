import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageUnit } from '../archive';
import { describeFile, writeArtifactRecord } from '../artifact';
import { findPlatform } from '../platform';
import type { FinishedRelease } from '../release';
import { expectedParts, gatherRelease, readRelease, writeRelease } from '../release';
import { planPublication } from './plan-publication';
import type { PublicationPlan } from './publication';
import { publishToDirectory } from './publish-to-directory';
import { renderPublicationPlan } from './render-publication';

let workspace: string;
let channel: string;
let target: string;
let finished: FinishedRelease;

/** Packages and sums a release of one unit on two platforms, one of them as a bare binary. */
async function makeRelease(content: string, version = '1.2.3'): Promise<FinishedRelease> {
  const platforms = ['x86_64-unknown-linux-musl', 'aarch64-apple-darwin'];
  const directoryOf = (platform: string) => join(workspace, 'dist/server', platform, 'package');
  for (const id of platforms) {
    const from = join(workspace, 'dist/server', id, 'verify');
    mkdirSync(from, { recursive: true });
    writeFileSync(join(from, 'server'), content + id);
    const server = {
      name: 'server',
      kind: 'executable',
      path: 'server',
      ...(await describeFile(join(from, 'server'))),
    };
    await writeArtifactRecord(from, {
      schemaVersion: 1,
      unit: 'server',
      platform: id,
      stage: 'verify',
      artifacts: [server],
    });
    await packageUnit({
      unit: 'server',
      version,
      platform: findPlatform(id)!,
      options: {
        format: id.includes('linux') ? 'tar.gz' : 'binary',
        name: '{unit}-{platform}',
        binaryName: '{binary}',
        wrapInDirectory: false,
        files: [],
        from: 'verify',
      },
      from,
      outputDirectory: directoryOf(id),
      projectRoot: workspace,
      workspaceRoot: workspace,
      epochSeconds: 0,
    });
  }
  const parts = expectedParts([{ unit: 'server', platforms, directoryOf }]);
  const checksum = join(workspace, 'dist/server/checksum');
  const release = await gatherRelease({ name: 'server', version, parts });
  await writeRelease(checksum, release, { sidecars: false, manifestText: false });
  return readRelease(checksum, parts);
}

beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'nx-cross-'));
  channel = join(workspace, 'published/here');
  target = join(channel, 'server-v1.2.3');
  finished = await makeRelease('one ');
});
afterEach(() => rmSync(workspace, { recursive: true }));

const FILES = ['SHA256SUMS', 'manifest.json', 'server-darwin-aarch64', 'server-linux-x86_64-musl.tar.gz'];
const plan = (replace = false) => planPublication({ finished, directory: channel, replace });
const actions = ({ steps }: PublicationPlan) => steps.map(({ name, action }) => `${action} ${name}`);
const publish = async (replace = false) => publishToDirectory(await plan(replace));
const listing = () => readdirSync(target).sort();

/** The id of a process that has ended. */
const deadProcess = () => spawnSync('true').pid;

function expectWhole(): void {
  expect(listing()).toEqual(FILES);
  const check = execFileSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: target, encoding: 'utf8' });
  expect(check).toBe(
    FILES.slice(1)
      .map((name) => `${name}: OK\n`)
      .join(''),
  );
  expect(readdirSync(channel)).toEqual(['server-v1.2.3']);
}

it('publishes a release that sha256sum accepts, with modes of its own', async () => {
  const umask = process.umask(0o077);
  try {
    await publish();
  } finally {
    process.umask(umask);
  }
  expectWhole();
  expect(
    [target, ...FILES.map((name) => join(target, name))].map((file) => (statSync(file).mode & 0o777).toString(8)),
  ).toEqual(['755', '644', '644', '755', '644']);
});

it('shows what it would do, and does none of it', async () => {
  expect(renderPublicationPlan(await plan())).toBe(
    [
      `server-v1.2.3 in ${target}`,
      `  create   SHA256SUMS                       ${statSync(finished.files[0]!.source).size} B`,
      `  create   manifest.json                    ${statSync(finished.files[1]!.source).size} B`,
      '  create   server-darwin-aarch64            24 B',
      `  create   server-linux-x86_64-musl.tar.gz  ${statSync(finished.files[3]!.source).size} B`,
      '  create 4',
      '',
    ].join('\n'),
  );
  expect(existsSync(channel)).toBe(false);
});

it('does nothing a second time', async () => {
  await publish();
  const before = statSync(target).ino;
  expect(actions(await plan())).toEqual(FILES.map((name) => `skip ${name}`));
  await publish();
  expect(statSync(target).ino).toBe(before);
  expectWhole();
});

it('completes a folder that lacks files', async () => {
  await publish();
  rmSync(join(target, 'manifest.json'));
  expect(actions(await plan())).toEqual(FILES.map((name) => `${name === 'manifest.json' ? 'create' : 'skip'} ${name}`));
  await publish();
  expectWhole();
});

it('refuses every difference, foreign files too, and leaves them', async () => {
  await publish();
  finished = await makeRelease('two ');
  writeFileSync(join(target, 'notes.txt'), 'mine');
  mkdirSync(join(target, 'folder'));
  rmSync(join(target, 'manifest.json'));
  symlinkSync('notes.txt', join(target, 'manifest.json'));
  const before = listing();
  const size = statSync(join(target, 'SHA256SUMS')).size;
  const [was, is] = [await describeFile(join(target, 'SHA256SUMS')), finished.files[0]!.artifact];
  const error: unknown = await publish().catch((reason: unknown) => reason);
  const lines = (error as Error).message.split('\n').filter((line) => !line.startsWith('  →'));
  const refusal = (name: string) =>
    `nx-cross published-differs: ${join(target, name)}: "server-v1.2.3" has "${name}" already, `;
  expect(lines).toEqual([
    `${refusal('SHA256SUMS')}whose ${size} bytes with sha256 ${was.sha256} are not the ${is.size} with ${is.sha256}`,
    `${refusal('folder')}which the release does not have`,
    `${refusal('manifest.json')}which is no regular file`,
    `${refusal('notes.txt')}which the release does not have`,
    expect.stringContaining(`${refusal('server-darwin-aarch64')}whose 24 bytes with sha256 `) as string,
    expect.stringContaining(refusal('server-linux-x86_64-musl.tar.gz')) as string,
  ]);
  expect(listing()).toEqual(before);
  expect(readFileSync(join(target, 'server-darwin-aarch64'), 'utf8')).toBe('one aarch64-apple-darwin');
});

it('replaces and removes when it is told to', async () => {
  await publish();
  finished = await makeRelease('two ');
  writeFileSync(join(target, 'notes.txt'), 'old');
  expect(actions(await plan(true))).toEqual([
    'replace SHA256SUMS',
    'replace manifest.json',
    'remove notes.txt',
    'replace server-darwin-aarch64',
    'replace server-linux-x86_64-musl.tar.gz',
  ]);
  await publish(true);
  expectWhole();
  expect(readFileSync(join(target, 'server-darwin-aarch64'), 'utf8')).toBe('two aarch64-apple-darwin');
});

it('keeps versions apart', async () => {
  await publish();
  finished = await makeRelease('two ', '2.0.0-rc.1');
  await publish();
  expect(readdirSync(channel).sort()).toEqual(['server-v1.2.3', 'server-v2.0.0-rc.1']);
});

describe('after a run that was killed', () => {
  it('while it assembled: sweeps its folder away', async () => {
    mkdirSync(channel, { recursive: true });
    for (const pid of [deadProcess(), process.pid]) {
      mkdirSync(join(channel, `.server-v1.2.3.new-${pid}`));
      writeFileSync(join(channel, `.server-v1.2.3.new-${pid}`, 'SHA256SUMS'), 'half');
    }
    await publish();
    expectWhole();
  });

  it('between its two renames: what was published is still compared with, and comes back', async () => {
    await publish();
    renameSync(target, join(channel, `.server-v1.2.3.old-${deadProcess()}`));
    expect(actions(await plan())).toEqual(FILES.map((name) => `skip ${name}`));
    finished = await makeRelease('two ');
    await expect(publish()).rejects.toThrow('published-differs');
    await publish(true);
    expectWhole();
  });

  it('between them, with nothing to change: puts it back', async () => {
    await publish();
    renameSync(target, join(channel, `.server-v1.2.3.old-${deadProcess()}`));
    await publish();
    expectWhole();
  });

  it('leaves the folders of a run that is alive', async () => {
    const parent = join(channel, `.server-v1.2.3.new-${process.ppid}`);
    mkdirSync(parent, { recursive: true });
    await publish();
    expect(existsSync(parent)).toBe(true);
    expect(listing()).toEqual(FILES);
  });
});

it('leaves nothing half-published when a file is not what was planned', async () => {
  const planned = await plan();
  writeFileSync(finished.files[2]!.source, 'three');
  await expect(publishToDirectory(planned)).rejects.toMatchObject({ code: 'artifact-changed' });
  rmSync(finished.files[2]!.source);
  await expect(publishToDirectory(planned)).rejects.toMatchObject({ code: 'artifact-missing' });
  expect(readdirSync(channel)).toEqual([]);
});

it('does not overwrite what another run published after the plan was made', async () => {
  const planned = await plan();
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'theirs'), '');
  await expect(publishToDirectory(planned)).rejects.toMatchObject({
    code: 'published-differs',
    message: '"server-v1.2.3" was published by another run meanwhile',
  });
  expect(readdirSync(channel)).toEqual(['server-v1.2.3']);
  expect(listing()).toEqual(['theirs']);
});

it('does not publish onto a file, through a link, or where no folder can be', async () => {
  mkdirSync(channel, { recursive: true });
  const refused = {
    code: 'cannot-write',
    message: `cannot publish to ${JSON.stringify(target)}: what is there is no folder`,
  };
  writeFileSync(target, '');
  await expect(plan()).rejects.toMatchObject(refused);
  rmSync(target);
  symlinkSync(workspace, target);
  await expect(plan()).rejects.toMatchObject(refused);
  rmSync(channel, { recursive: true });
  writeFileSync(channel, '');
  await expect(plan()).rejects.toMatchObject({
    code: 'cannot-write',
    message: `cannot write ${JSON.stringify(target)}: not a directory (ENOTDIR)`,
  });
});
