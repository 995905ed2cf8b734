import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitIn } from '../../release';
import { readBuiltCommit, readRepository } from './git-facts';
import type { NotesRequest } from './notes';
import { resolveNotes } from './notes';

let folder: string;
const run = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
function commit(path: string, message: string, ...tags: string[]): void {
  write(path, message);
  run('add', '--all');
  run('commit', '--quiet', '-m', message);
  for (const tag of tags) run('tag', tag);
}
const git = () => gitIn(folder);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-cross-notes-'));
  run('init', '--quiet');
});
afterEach(() => rmSync(folder, { recursive: true }));

const notes = (more: Partial<NotesRequest>) =>
  resolveNotes(
    {
      notes: 'commits',
      version: '1.1.0',
      prerelease: false,
      commit: 'HEAD',
      tagTemplate: 'v{version}',
      projectRoot: 'apps/cli',
      sources: ['apps/cli', 'libs/shared'],
      workspaceRoot: folder,
      ...more,
    },
    git(),
  );
const subjects = async (more: Partial<NotesRequest> = {}) =>
  (await notes(more))?.split('\n').map((line) => /^- (.*) \([0-9a-f]+\)$/.exec(line)?.[1]);

describe('the commits since the tag before', () => {
  beforeEach(() => {
    commit('apps/cli/a', 'one', 'v0.9.0');
    commit('apps/cli/a', 'two', 'v1.0.0', 'vendor-3');
    commit('apps/other/a', 'elsewhere');
    commit('libs/shared/a', 'three', 'v1.1.0-rc.1');
    commit('apps/cli/a', 'four');
  });

  it('are those that touched the release, back to the last full one', async () => {
    expect(await subjects()).toEqual(['four', 'three']);
  });

  it('of a prerelease go back to the last of any kind', async () => {
    expect(await subjects({ prerelease: true, version: '1.1.0-rc.2' })).toEqual(['four']);
  });

  it('do not begin at the tag of the version itself', async () => {
    run('tag', 'v1.1.0');
    expect(await subjects()).toEqual(['four', 'three']);
  });

  it('of a first release are all', async () => {
    expect(await subjects({ tagTemplate: 'cli-v{version}' })).toEqual(['four', 'three', 'two', 'one']);
  });

  it('are not to be had of a shallow clone', async () => {
    const shallow = mkdtempSync(join(tmpdir(), 'nx-cross-notes-'));
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${folder}`, shallow]);
    const asked = resolveNotes(
      {
        notes: 'commits',
        version: '1.1.0',
        prerelease: false,
        commit: 'HEAD',
        tagTemplate: 'v{version}',
        projectRoot: '.',
        sources: ['.'],
        workspaceRoot: shallow,
      },
      gitIn(shallow),
    );
    await expect(asked).rejects.toMatchObject({
      code: 'notes-missing',
      message: expect.stringContaining('shallow') as string,
    });
    rmSync(shallow, { recursive: true });
  });
});

it('are the section of the project’s changelog, else of the workspace’s', async () => {
  write('CHANGELOG.md', '# 1.1.0\nall\n');
  expect(await notes({ notes: 'changelog' })).toBe('all');
  write('apps/cli/CHANGELOG.md', '# 1.1.0\nown\n');
  expect(await notes({ notes: 'changelog' })).toBe('own');
  await expect(notes({ notes: 'changelog', version: '9.0.0' })).rejects.toMatchObject({
    code: 'notes-missing',
    message: 'there is no section for 9.0.0',
    place: { file: 'apps/cli/CHANGELOG.md' },
  });
});

it('are a file, or nothing, and never more than GitHub takes', async () => {
  expect(await notes({ notes: undefined })).toBeUndefined();
  await expect(notes({ notes: { file: 'notes.md' } })).rejects.toMatchObject({ code: 'notes-missing' });
  write('notes.md', 'x'.repeat(125_000));
  expect(await notes({ notes: { file: 'notes.md' } })).toHaveLength(125_000);
  write('notes.md', 'x'.repeat(125_001));
  await expect(notes({ notes: { file: 'notes.md' } })).rejects.toMatchObject({ code: 'notes-missing' });
});

describe('a clone', () => {
  it('has its commit only where nothing differs from it', () => {
    expect(() => readBuiltCommit(git())).toThrow(expect.objectContaining({ code: 'commit-unpublished' }));
    commit('a', 'one');
    expect(readBuiltCommit(git())).toBe(run('rev-parse', 'HEAD'));
    write('b', 'new');
    write('c', 'new');
    expect(() => readBuiltCommit(git())).toThrow(': b and 1 more differ from it');
  });

  it('tells its repository by origin, or by its only remote, and tells no password', () => {
    expect(() => readRepository(git())).toThrow(expect.objectContaining({ code: 'github-repository' }));
    run('remote', 'add', 'upstream', 'git@github.com:acme/tools.git');
    expect(readRepository(git())).toEqual({ owner: 'acme', name: 'tools' });
    run('remote', 'add', 'fork', 'git@github.com:me/tools.git');
    expect(() => readRepository(git())).toThrow('no git remote');
    run('remote', 'add', 'origin', 'https://user:secret@host/only-a-name');
    expect(() => readRepository(git())).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') as string }),
    );
  });
});
