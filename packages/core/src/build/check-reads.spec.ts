import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure, Failures, renderFailure } from '../failure';
import { checkReads } from './check-reads';

const PATHS = ['apps/a/src/main.rs', 'apps/a/README.md', 'proto/a.proto', 'proto/deep/b.proto', 'made/page.html'];

describe('checkReads', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reads-')));
  const root = join(folder, 'workspace');
  beforeAll(() => {
    for (const path of PATHS) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    symlinkSync(root, join(folder, 'link'));
    symlinkSync('main.rs', join(root, 'apps/a/src/again.rs'));
    symlinkSync('../../../proto', join(root, 'apps/a/src/proto'));
    symlinkSync(folder, join(root, 'apps/a/src/outer'));
    writeFileSync(join(folder, 'words.txt'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(paths: readonly string[], by: 'compiler' | 'build script' = 'compiler', more: object = {}): string {
    const files = new Map(paths.map((path) => [path.startsWith('/') ? path : join(root, path), by]));
    try {
      checkReads(
        { files },
        {
          workspaceRoot: root,
          isInput: (path) => path.startsWith('apps/a/src/'),
          isIgnored: (path) => path.startsWith('made/') || path === 'apps/a/src/local.rs',
          crates: ['apps/a'],
          hasPredecessors: false,
          unitFile: 'apps/a/nx-cross.json',
          known: ['/home/me/.cargo', join(root, 'target')],
          named: [],
          ...more,
        },
      );
      return '';
    } catch (error) {
      if (error instanceof Failures) return error.message;
      if (error instanceof Failure) return renderFailure(error);
      throw error;
    }
  }

  it.each([
    ['inputs', 'apps/a/src/main.rs', 'compiler'],
    ['what the build made', 'target/host/out/bindings.rs', 'compiler'],
    ['what cargo keeps', '/home/me/.cargo/registry/src/x.rs', 'compiler'],
    ['headers of the system that a build script names', '/usr/include/zlib.h', 'build script'],
    ['std, where it is compiled too', '/usr/lib/rustlib/src/rust/library/std/src/lib.rs', 'compiler'],
    ['a folder of inputs', 'apps/a/src', 'build script'],
    ['the crate’s own folder', 'apps/a', 'build script'],
  ] as const)('accepts %s', (_what, path, by) => {
    expect(check([path], by)).toBe('');
  });

  it('knows the workspace by the name of a link to it', () => {
    expect(check(['apps/a/src/main.rs'], 'compiler', { workspaceRoot: join(folder, 'link') })).toBe('');
  });

  it.each([
    ['a document', 'apps/a/README.md', 'compiler', 'read apps/a/README.md', '{workspaceRoot}/apps/a/README.md'],
    ['a file that is gone', 'gone.txt', 'build script', 'read gone.txt', '{workspaceRoot}/gone.txt'],
    [
      'a folder',
      'proto',
      'build script',
      'reads the folder proto, in which proto/a.proto',
      '{workspaceRoot}/proto/**/*',
    ],
  ] as const)('refuses %s, with the line to add', (_what, path, by, sentence, input) => {
    const said = check([path], by);
    expect(said).toContain(`nx-cross input-undeclared: The ${by} ${sentence}`);
    expect(said).toContain(`  → Add it to apps/a/nx-cross.json: "inputs": ["${input}"].`);
  });

  it('asks of what is read through a link whether it is an input where it lies', () => {
    expect(check(['apps/a/src/again.rs'])).toBe('');
    expect(check(['apps/a/src/proto/a.proto'])).toContain('"inputs": ["{workspaceRoot}/proto/a.proto"]');
    expect(check(['apps/a/src/proto'], 'build script')).toContain('"inputs": ["{workspaceRoot}/proto/**/*"]');
    expect(check(['apps/a/src/proto/a.proto'], 'compiler', { isInput: () => true })).toBe('');
    expect(check(['apps/a/src/outer/words.txt'])).toContain(
      `The compiler read ${folder}/words.txt, outside of the workspace, where no hash sees it.`,
    );
    expect(check(['apps/a/src/outer/words.txt'], 'compiler', { known: [folder] })).toContain(
      'outside of the workspace',
    );
  });

  it.each(['made/page.html', 'made', 'apps/a/src/local.rs'])('refuses %s, which git ignores', (path) => {
    expect(check([path], 'build script')).toContain('Git ignores it, and so does Nx: name the target that makes it');
    expect(check([path], 'build script', { hasPredecessors: true })).toBe('');
  });

  it('refuses what lies outside, headers where rustc itself reads them too', () => {
    expect(
      check(['/home/me/other/lib.rs', '/usr/include/zlib.h']).match(/read \S+, outside of the workspace/g),
    ).toEqual([
      'read /home/me/other/lib.rs, outside of the workspace',
      'read /usr/include/zlib.h, outside of the workspace',
    ]);
    expect(check(['/home/me/other/words.txt'], 'build script')).toContain('path-outside-workspace');
    expect(check(['/home/me/other/words.txt'], 'build script', { named: ['/home/me/other'] })).toBe('');
  });

  it('excuses nothing inside of the workspace because a variable names a folder of it, or one that holds it', () => {
    expect(check(['proto/a.proto'], 'compiler', { named: [join(root, 'proto')] })).toContain('input-undeclared');
    expect(check(['proto/a.proto'], 'compiler', { known: [folder], named: [folder] })).toContain('input-undeclared');
  });

  it('sends who asks git to `embeds`', () => {
    expect(check(['.git/HEAD'], 'build script')).toContain('Take commit and time by `embeds` instead of asking git');
  });
});
