import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBuildPaths } from './build-paths';

const MEGABYTE = 1024 * 1024;

describe('paths of the build machine', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'build-paths-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function find(content: string | Buffer, ...roots: string[]) {
    const file = join(folder, 'binary');
    writeFileSync(file, content);
    return findBuildPaths(file, roots);
  }

  it.each<[string, string, string | undefined]>([
    ['a file below it', 'unwrap failed/work/app/src/main.rs\0', '/work/app/src/main.rs'],
    ['the folder itself', '\0/work/app\0', '/work/app'],
    ['at the very end', 'xx/work/app', '/work/app'],
    ['before a space', '/work/app is', '/work/app'],
    ['with a backslash', '/work/app\\src', '/work/app\\src'],
    ['a folder of a longer name', '/work/apples/src', undefined],
    ['a folder of a longer name, then itself', '/work/app2 /work/app/x', '/work/app/x'],
    ['a folder with another ending', '/work/app.bak/x /work/app-2 /work/appé', undefined],
    ['nothing', '', undefined],
  ])('%s', async (_, content, sample) => {
    const expected = sample === undefined ? [] : [{ root: '/work/app', sample }];
    expect(await find(content, '/work/app')).toEqual(expected);
  });

  it('are told for each root, in the order of the roots, as these were given', async () => {
    const content = 'a/home/me/.cargo/registry/x.rs\0/work/app/y\0';
    expect(await find(content, '/work/app/', '/nowhere', '/home/me/.cargo')).toEqual([
      { root: '/work/app/', sample: '/work/app/y' },
      { root: '/home/me/.cargo', sample: '/home/me/.cargo/registry/x.rs' },
    ]);
  });

  it('are not looked for below the root of everything', async () => {
    expect(await find('/usr/lib/x', '/')).toEqual([]);
  });

  it.each([0, 1, 5, 9, 10, 11, 200])('%d bytes before the end of a chunk are found whole', async (before) => {
    const content = Buffer.alloc(2 * MEGABYTE);
    content.write('/work/app/src/lib.rs', MEGABYTE - before);
    expect(await find(content, '/work/app')).toEqual([{ root: '/work/app', sample: '/work/app/src/lib.rs' }]);
  });

  it('are cut where they are very long', async () => {
    const [found] = await find(`/work/app/${'x'.repeat(5000)}`, '/work/app');
    expect(found?.sample).toBe(`/work/app/${'x'.repeat(159)}`);
  });
});
