import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openIgnoreRules } from './git-ignored';

const RULES: Readonly<Record<string, string>> = {
  '.gitignore': 'dist\n/made/*\n!/made/kept.rs\n*.log\ngenerated/\n',
  'apps/a/.gitignore': '!keep.log\nsrc/gen.rs\nCargo.lock\n',
  'apps/b/.gitignore': '*\n!.gitignore\n',
  '.git/info/exclude': 'mine.txt\n',
};

const PATHS = [
  'README.md',
  'dist/a',
  'apps/dist/a/b',
  'made/other.rs',
  'made/kept.rs',
  'x.log',
  'apps/a/x.log',
  'apps/a/keep.log',
  'apps/a/generated/keep.log',
  'apps/a/src/gen.rs',
  'apps/a/src/main.rs',
  'apps/a/Cargo.lock',
  'apps/Cargo.lock',
  'apps/b/src/main.rs',
  'apps/b/.gitignore',
  'apps/c/mine.txt',
];

describe('openIgnoreRules', () => {
  const root = mkdtempSync(join(tmpdir(), 'ignored-'));
  let byGit: ReadonlySet<string>;
  afterAll(() => rmSync(root, { recursive: true }));

  beforeAll(() => {
    execFileSync('git', ['init', '--quiet', root]);
    for (const [path, text] of Object.entries(RULES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const options = { cwd: root, input: PATHS.join('\n'), encoding: 'utf8' } as const;
    byGit = new Set(execFileSync('git', ['check-ignore', '--stdin'], options).split('\n'));
  });

  it.each(PATHS)('%s: as git itself says', (path) => {
    expect(openIgnoreRules((file) => RULES[file])(path)).toBe(byGit.has(path));
  });

  it('leaves out what .nxignore names, and git’s own folder', () => {
    const isIgnored = openIgnoreRules((file) => (file === '.nxignore' ? 'samples\n' : undefined));
    expect(['samples/a.rs', '.git/HEAD', 'src/a.rs', '.github/a'].map(isIgnored)).toEqual([true, true, false, false]);
  });
});
