import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Engine } from '../container';
import { recipeTag } from '../container';
import { lookAtImage } from './look-at-image';

const digest = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;
const builder = {
  ...{ name: 'localhost/builder', digest, tag: recipeTag('localhost/builder', digest) },
  ...{ build: 'nx run builder:image', rename: 'nx g nx-cross:builder-image' },
};
const old = recipeTag('localhost/builder', other);

/** By their names, as an engine answers for them. */
const IMAGES: Readonly<Record<string, object>> = {
  'a:1': { Architecture: 'amd64' },
  'arm:1': { Architecture: 'arm64' },
};

describe('an image of nx.json', () => {
  let server: Server;
  let engine: Engine;
  let images = IMAGES;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      const name = /^\/images\/(.*)\/json$/.exec(url)?.[1] ?? '';
      const image = images[name];
      if (image === undefined) return response.writeHead(404).end('{}');
      return response.end(JSON.stringify({ Id: digest, Os: 'linux', Size: 5, Architecture: 'amd64', ...image }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port } as const;
    const said = { version: '20', apiVersion: '1.41', rootless: false, limits: true, cpus: 1, memoryBytes: 1 };
    engine = { kind: 'docker', endpoint, os: 'linux', architecture: 'amd64', ...said };
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const look = (name: string, policy: 'missing' | 'never' = 'missing') =>
    lookAtImage(engine, { name, platforms: ['linux-x86_64'] }, policy, [builder]);

  it('is there, or of another architecture', async () => {
    expect(await look('a:1')).toEqual({ name: 'a:1', platforms: ['linux-x86_64'], state: 'there', bytes: 5 });
    expect(await look('arm:1')).toMatchObject({
      state: 'foreign',
      what: 'The image arm:1 is for linux/arm64, and Docker here runs linux/amd64.',
      mend: expect.stringContaining('docker image rm arm:1'),
    });
  });

  it('is not there: what a build would do of it, and the line that brings it', async () => {
    const docker = () => `docker --host=tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const absent = (what: string, mend: string) => ({ state: 'absent', what, mend });
    expect(await look('b:1')).toMatchObject(absent('not here yet; the first build pulls it', `${docker()} pull b:1`));
    expect(await look('b:1', 'never')).toMatchObject(
      absent('not here, and builds are not to pull it', `${docker()} pull b:1`),
    );
    expect(await look('localhost/b:1')).toMatchObject(
      absent('not here, and in no registry', `${docker()} build --tag=localhost/b:1 <folder>`),
    );
    expect(await look(builder.tag)).toMatchObject(absent('not built yet', builder.build));
  });

  it('is the workspace’s own: of its recipe, of another, or named after an older one', async () => {
    const labelled = (label: string) => ({ Config: { Labels: { 'nx-cross.recipe': label } } });
    images = { [builder.tag]: labelled(digest), [old]: labelled(other) };
    expect(await look(builder.tag)).toMatchObject({ state: 'there' });
    const renamed = {
      what: `nx.json names another recipe than the folder has, which is ${builder.tag}`,
      mend: builder.rename,
    };
    expect(await look(old)).toMatchObject({ state: 'old-name', ...renamed });
    images = { [builder.tag]: labelled(other) };
    expect(await look(builder.tag)).toMatchObject({ state: 'other-recipe', mend: builder.build });
    images = {};
    expect(await look(old)).toMatchObject({ state: 'absent', ...renamed });
  });
});
