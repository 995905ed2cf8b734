import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findBuilders } from './find-builders';

describe('builder images of a workspace', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'find-builders-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const target = (name: string) => ({ executor: 'nx-cross:builder-image', options: { name } });

  it('are found by their executor, wherever their recipe lies', async () => {
    write('tools/builder/project.json', JSON.stringify({ name: 'builder', targets: { image: target('localhost/a') } }));
    write('tools/builder/Dockerfile', 'FROM debian\n');
    write('images/arm/project.json', `// moved\n${JSON.stringify({ targets: { build: target('localhost/arm') } })}`);
    write('images/arm/Dockerfile', 'FROM debian:12\n');
    expect(await findBuilders(root)).toEqual([
      {
        name: 'localhost/arm',
        tag: expect.stringMatching(/^localhost\/arm:[0-9a-f]{12}$/),
        digest: expect.stringMatching(/^sha256:/),
        build: 'npx nx run arm:build',
        rename: expect.stringMatching(/^write localhost\/arm:[0-9a-f]{12} into `container\.images` of nx\.json$/),
      },
      expect.objectContaining({
        name: 'localhost/a',
        build: 'npx nx run builder:image',
        rename: 'npx nx g nx-cross:builder-image',
      }),
    ]);
  });

  it('are none where a project does something else, or the recipe is not there', async () => {
    write('app/project.json', JSON.stringify({ name: 'app', targets: { image: { executor: 'nx:noop' } } }));
    write('app/Dockerfile', 'FROM debian\n');
    write('gone/project.json', JSON.stringify({ name: 'gone', targets: { image: target('localhost/gone') } }));
    expect(await findBuilders(root)).toEqual([]);
  });
});
