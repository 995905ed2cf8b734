import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withProbe } from './probe-file';

describe('a probe', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'probe-file-'));
    folder = join(root, 'target', 'nx-cross');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is there as long as it is needed, under a name of its own, and leaves no folder', async () => {
    const seen = await withProbe(folder, (one) =>
      withProbe(folder, (other) => Promise.resolve([one, other].map((probe) => existsSync(probe) && probe))),
    );
    expect(new Set(seen).size).toBe(2);
    expect(seen).not.toContain(false);
    expect(readdirSync(root)).toEqual([]);
  });

  it('leaves what others have put beside it, and says what was answered', async () => {
    const kept = join(root, 'target', 'kept');
    const answer = await withProbe(folder, async () => {
      writeFileSync(kept, '');
      return Promise.resolve('answer');
    });
    expect(answer).toBe('answer');
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(['target', 'target/kept']);
  });

  it('goes away with what fails, too', async () => {
    const failing = withProbe(folder, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(readdirSync(root)).toEqual([]);
  });

  it('that cannot be written is a failure that says so', async () => {
    writeFileSync(join(root, 'target'), '');
    await expect(withProbe(folder, () => Promise.resolve())).rejects.toMatchObject({ code: 'cannot-write' });
  });
});
