import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pack as createPack } from 'tar-stream';
import { fetchFiles, listFiles } from './fetch-files';
import type { Session } from './session';

/** A container whose programs say this, and whose archive has these files. */
function sessionOf(stdout: string, files: Readonly<Record<string, string>>): Session {
  return {
    has: () => Promise.resolve(true),
    put: () => Promise.resolve(),
    run: () => Promise.resolve({ exitCode: 0, stdout, stderr: '' }),
    get: async (path, receive) => {
      const pack = createPack();
      for (const [name, content] of Object.entries(files)) pack.entry({ name }, content);
      pack.finalize();
      await receive(path, Readable.from(pack), false);
    },
  };
}

describe('an image that says more than it was asked', () => {
  it('lists files of the folders alone', async () => {
    const line = (path: string) => `7|2026-11-21 18:51:13.5 +0000|${path}`;
    const paths = ['/ws/target/a', '/home/me/.bashrc', '/ws/target/../b', '/ws/target2/c'];
    const { files } = await listFiles(sessionOf(paths.map(line).join('\n'), {}), ['/ws/target'], []);
    expect([...files.keys()]).toEqual(['/ws/target/a']);
  });

  it('hands on no file that was not asked for', async () => {
    const found: Record<string, string> = {};
    const files = { 'home/me/.bashrc': 'evil', 'ws/target/a': 'asked', '../ws/target/a': 'evil' };
    await fetchFiles(sessionOf('', files), ['/ws/target/a'], async (path, content) => {
      found[path] = await text(content);
    });
    expect(found).toEqual({ '/ws/target/a': 'asked' });
  });
});
