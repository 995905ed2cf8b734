import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure, Failures } from '../failure';
import { requireAsHashed } from './hashed-inputs';
import { requireUnchanged, snapshotInputs } from './input-snapshot';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snapshot-'));
  for (const path of ['a/src/main.rs', 'a/src/deep/words.txt', 'a/README.md', 'a/local.txt', 'Cargo.lock', 'b/x.rs']) {
    write(path, path);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const places = () => ({
  workspaceRoot: root,
  folders: ['a', 'nowhere', 'b/x.rs'],
  files: ['Cargo.lock', 'Cargo.toml'],
  isInput: (path: string) => !path.endsWith('.md'),
  isIgnored: (path: string) => path === 'a/local.txt' || path.startsWith('a/target/'),
});

function failuresOf(work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ message }) => message.split(':')[0] ?? '');
    if (error instanceof Failure) return [error.message.split(':')[0] ?? ''];
    throw error;
  }
}

describe('snapshotInputs', () => {
  it('knows the inputs and nothing else', () => {
    expect([...snapshotInputs(places()).keys()]).toEqual([
      'Cargo.lock',
      'a/src/deep/words.txt',
      'a/src/main.rs',
      'b/x.rs',
    ]);
  });

  it('passes over what is no file', () => {
    symlinkSync(join(root, 'a/src'), join(root, 'a/link'));
    symlinkSync(join(root, 'nowhere'), join(root, 'a/broken'));
    expect([...snapshotInputs(places()).keys()]).toHaveLength(4);
  });
});

describe('requireUnchanged', () => {
  const during = (work: () => void) => {
    const before = snapshotInputs(places());
    work();
    return failuresOf(() => requireUnchanged(before, places()));
  };

  it.each<[string, () => void]>([
    ['nothing', () => undefined],
    ['another file', () => write('a/README.md', 'new')],
    ['what git ignores', () => write('a/target/new.rs', 'new')],
    ['the same again', () => write('a/src/main.rs', 'a/src/main.rs')],
  ])('accepts that %s was written', (_what, work) => {
    expect(during(work)).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    ['other bytes', () => write('a/src/main.rs', 'A/src/main.rs'), 'a/src/main.rs was changed while it was compiled'],
    [
      'other bytes with the same time',
      () => {
        const { atime, mtime } = statSync(join(root, 'a/src/main.rs'));
        write('a/src/main.rs', 'A/src/main.rs');
        utimesSync(join(root, 'a/src/main.rs'), atime, mtime);
      },
      'a/src/main.rs was changed while it was compiled',
    ],
    ['a new file', () => write('a/src/new.rs', ''), 'a/src/new.rs was made while it was compiled'],
    ['a setting that was absent', () => write('Cargo.toml', ''), 'Cargo.toml was made while it was compiled'],
    ['a file that is gone', () => rmSync(join(root, 'Cargo.lock')), 'Cargo.lock was removed while it was compiled'],
    [
      'another file of the name',
      () => {
        write('other', 'other');
        renameSync(join(root, 'other'), join(root, 'b/x.rs'));
      },
      'b/x.rs was changed while it was compiled',
    ],
  ])('refuses %s', (_what, work, message) => {
    expect(during(work)).toEqual([message]);
  });
});

describe('requireAsHashed', () => {
  const now = Date.now();
  const start = (more: object = {}) => ({
    started: `box:${now - 5_000}`,
    hostname: 'box',
    now,
    isOutput: () => false,
    notes: join(root, 'notes'),
    ...more,
  });
  const age = (path: string, milliseconds: number) =>
    utimesSync(join(root, path), new Date(), new Date(now + milliseconds));
  const check = (more: object = {}) => failuresOf(() => requireAsHashed(snapshotInputs(places()), start(more)));

  beforeEach(() => {
    for (const path of snapshotInputs(places()).keys()) age(path, -60_000);
  });

  it('accepts what is older than the hash', () => {
    expect(check()).toEqual([]);
  });

  it('refuses what was written after it', () => {
    age('a/src/main.rs', -1_000);
    expect(check()).toEqual(['a/src/main.rs was written after Nx had begun to hash']);
  });

  it.each<[string, object]>([
    ['that another task made', { isOutput: (path: string) => path === 'a/src/main.rs' }],
    ['where another machine hashed', { hostname: 'agent' }],
    ['where nobody said when it was', { started: undefined }],
  ])('accepts what was written after it, %s', (_what, more) => {
    age('a/src/main.rs', -1_000);
    expect(check(more)).toEqual([]);
  });

  it('accepts a time that is yet to come, as of a disk with another clock', () => {
    age('a/src/main.rs', 60_000);
    expect(check()).toEqual([]);
  });

  it('accepts what a task of the same run has seen before it was written again, and nothing else', () => {
    expect(check()).toEqual([]);
    age('a/src/main.rs', -1_000);
    expect(check()).toEqual([]);
    write('a/src/main.rs', 'other');
    age('a/src/main.rs', -1_000);
    expect(check()).toEqual(['a/src/main.rs was written after Nx had begun to hash']);
    write('a/src/main.rs', 'a/src/main.rs');
    age('a/src/main.rs', -1_000);
    // Of another run it says nothing.
    expect(check({ started: `box:${now - 6_000}` })).toEqual(['a/src/main.rs was written after Nx had begun to hash']);
  });
});
