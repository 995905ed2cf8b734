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
    ['a file below it', 'unwrap failed/build/app/src/main.rs\0', '/build/app/src/main.rs'],
    ['the folder itself', '\0/build/app\0', '/build/app'],
    ['at the very end', 'xx/build/app', '/build/app'],
    ['before a space', '/build/app is', '/build/app'],
    ['with a backslash', '/build/app\\src', '/build/app\\src'],
    ['a folder of a longer name', '/build/apples/src', undefined],
    ['a folder of a longer name, then itself', '/build/app2 /build/app/x', '/build/app/x'],
    ['a folder with another ending', '/build/app.bak/x /build/app-2 /build/appé', undefined],
    ['nothing', '', undefined],
  ])('%s', async (_, content, sample) => {
    const expected = sample === undefined ? [] : [{ root: '/build/app', sample }];
    expect(await find(content, '/build/app')).toEqual(expected);
  });

  it('are told for each root, in the order of the roots, as these were given', async () => {
    const content = 'a/home/me/.cargo/registry/x.rs\0/build/app/y\0';
    expect(await find(content, '/build/app/', '/nowhere', '/home/me/.cargo')).toEqual([
      { root: '/build/app/', sample: '/build/app/y' },
      { root: '/home/me/.cargo', sample: '/home/me/.cargo/registry/x.rs' },
    ]);
  });

  it('are not looked for below the root of everything', async () => {
    expect(await find('/usr/lib/x', '/')).toEqual([]);
  });

  it.each([0, 1, 5, 9, 10, 11, 200])('%d bytes before the end of a chunk are found whole', async (before) => {
    const content = Buffer.alloc(2 * MEGABYTE);
    content.write('/build/app/src/lib.rs', MEGABYTE - before);
    expect(await find(content, '/build/app')).toEqual([{ root: '/build/app', sample: '/build/app/src/lib.rs' }]);
  });

  it('are cut where they are very long', async () => {
    const [found] = await find(`/build/app/${'x'.repeat(5000)}`, '/build/app');
    expect(found?.sample).toBe(`/build/app/${'x'.repeat(159)}`);
  });
});
