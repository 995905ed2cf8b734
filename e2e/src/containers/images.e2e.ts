import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PullPolicy } from '@nx-cross/core/container';
import { ensureImage, findImage, localPlaces, registryDigest } from '@nx-cross/core/container';
import { localHost } from '@nx-cross/core/toolchain';
import type { EngineName } from '@nx-cross/testing';
import { CuttingProxy, ImageRegistry } from '@nx-cross/testing';
import { StartedEngine } from './started-engine';

const ENGINES: readonly EngineName[] = ['docker', 'podman', 'podman-rootless'];

describe.each(ENGINES)('images of %s', (name) => {
  let started: StartedEngine;
  let registry: ImageRegistry;
  beforeAll(async () => {
    registry = await ImageRegistry.start();
    started = await StartedEngine.start(name);
    mkdirSync(join(started.folder, 'bin'));
    logIn(registry.user);
  });
  afterAll(async () => {
    await started.dispose();
    await registry.stop();
  });

  const basic = ({ name, password }: ImageRegistry['user']) => Buffer.from(`${name}:${password}`).toString('base64');
  const configure = (value: object) => writeFileSync(join(started.folder, 'config.json'), JSON.stringify(value));
  /** What `docker login` writes, for the registry and whatever way leads to it. */
  const logIn = (user: ImageRegistry['user'], host = registry.host) =>
    configure({ auths: { [host]: { auth: basic(user) } } });

  async function ensure(
    image: string,
    policy: PullPolicy = 'missing',
    signal?: AbortSignal,
    onEngineLine: () => void = () => undefined,
  ) {
    const env = {
      DOCKER_CONFIG: started.folder,
      REGISTRY_AUTH_FILE: join(started.folder, 'absent'),
      PATH: [join(started.folder, 'bin'), '/usr/bin', '/bin'].join(delimiter),
    };
    const lines: string[] = [];
    const places = localPlaces({ os: 'linux', env });
    const onLine = (line: string) => {
      // The first one is ours.
      if (lines.push(line) > 1) onEngineLine();
    };
    const pulling = { host: localHost(env), places, onLine };
    const more = signal === undefined ? {} : { signal };
    const found = await ensureImage(started.engine, { name: image, policy }, { ...pulling, ...more });
    return { found, lines };
  }

  /** Pushes an image that differs from every other one. */
  async function push(
    repository: string,
    files: Readonly<Record<string, string | Buffer>> = {},
    architecture = 'amd64',
  ) {
    const archive = await started.writeTiny('localhost/pushed:1', architecture, {
      'etc/nonce': randomBytes(8).toString('hex'),
      ...files,
    });
    const digest = await registry.push(archive, `${repository}:1`);
    rmSync(archive);
    return { tag: `${registry.host}/${repository}:1`, digest, pinned: `${registry.host}/${repository}@${digest}` };
  }

  it('are pulled by tag if they are missing, and then are there', async () => {
    const { tag, digest, pinned } = await push('team/first');
    const { found, lines } = await ensure(tag);
    expect(found).toMatchObject({
      os: 'linux',
      architecture: 'amd64',
      id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(registryDigest(found, tag)).toBe(digest);
    expect(lines[0]).toBe(`Pulling ${tag}`);
    expect(lines.length).toBeGreaterThan(1);
    expect(await ensure(tag)).toEqual({ found, lines: [] });
    expect(await ensure(tag, 'never')).toEqual({ found, lines: [] });
    expect(await findImage(started.engine, pinned)).toEqual(found);
    expect(await findImage(started.engine, found.id)).toEqual(found);
    expect(await findImage(started.engine, `${registry.host}/team/first:1@${digest}`)).toEqual(found);
  });

  it('are pulled and run by digest', async () => {
    const { pinned, digest } = await push('team/pinned', { 'etc/motto': 'by digest' });
    const { found } = await ensure(pinned);
    expect(registryDigest(found, pinned)).toBe(digest);
    expect(await started.sh('cat /etc/motto', { image: pinned })).toMatchObject({ stdout: ['by digest'] });
    expect(await started.rig.containers()).toEqual([]);
  });

  it('are pulled again where the policy is always, and never where it is never', async () => {
    const old = await push('team/moving');
    const { found: first } = await ensure(old.tag);
    const { digest } = await push('team/moving');
    expect((await ensure(old.tag)).found).toEqual(first);
    const { found: second } = await ensure(old.tag, 'always');
    expect(registryDigest(second, old.tag)).toBe(digest);
    expect(second.id).not.toBe(first.id);
    const absent = `${registry.host}/team/absent:1`;
    await expect(ensure(absent, 'never')).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringMatching(/^(Docker|Podman) has no image 127.* and it is not to be pulled\.$/),
    });
  });

  it('whose name is none are a failure of their own, not one of the engine’s', async () => {
    const failure: unknown = await ensure('NO NAME:1').catch((error: unknown) => error);
    expect((failure as { code?: string }).code).toMatch(/^(engine-failed|pull-failed)$/);
  });

  it('that the registry does not have', async () => {
    const { pinned } = await push('team/known');
    for (const image of [
      `${registry.host}/team/known:2`,
      `${registry.host}/team/unknown:1`,
      pinned.slice(0, -4) + 'ffff',
    ]) {
      await expect(ensure(image)).rejects.toMatchObject({ code: 'image-missing' });
    }
  });

  it('are refused without credentials or with wrong ones, which the message does not show', async () => {
    const { tag } = await push('team/secret');
    configure({});
    const without: unknown = await ensure(tag).catch((error: unknown) => error);
    expect(without).toMatchObject({
      code: 'pull-refused',
      message: expect.stringContaining(`: ${registry.host} refused it without credentials.`),
      hint: `${started.engine.kind} login ${registry.host}`,
    });
    const password = 'not the one';
    logIn({ ...registry.user, password });
    const wrong: unknown = await ensure(tag).catch((error: unknown) => error);
    expect(wrong).toMatchObject({
      code: 'pull-refused',
      message: expect.stringContaining(`with the credentials of ${join(started.folder, 'config.json')}.`),
    });
    const words = JSON.stringify(wrong, Object.getOwnPropertyNames(wrong));
    expect(words).not.toContain(password);
    expect(words).not.toContain(basic({ ...registry.user, password }));
    logIn(registry.user);
    expect((await ensure(tag)).found.architecture).toBe('amd64');
  });

  it('are pulled with what a credential helper gives', async () => {
    const { tag } = await push('team/helped');
    configure({ credHelpers: { [registry.host]: 'fixed' } });
    await expect(ensure(tag)).rejects.toMatchObject({
      code: 'pull-refused',
      message: expect.stringContaining('docker-credential-fixed, which is not on PATH'),
    });
    const helper = join(started.folder, 'bin/docker-credential-fixed');
    const answer = JSON.stringify({ Username: registry.user.name, Secret: registry.user.password });
    writeFileSync(helper, `#!/bin/sh\nread server\n[ "$1 $server" = "get ${registry.host}" ] && echo '${answer}'\n`);
    chmodSync(helper, 0o755);
    expect((await ensure(tag)).found.architecture).toBe('amd64');
    logIn(registry.user);
  });

  it('of another architecture are not taken', async () => {
    const { tag } = await push('team/arm', {}, 'arm64');
    await expect(ensure(tag)).rejects.toMatchObject({
      code: 'image-foreign',
      message: expect.stringMatching(/team\/arm:1 is for linux\/arm64, and (Docker|Podman) here runs linux\/amd64\.$/),
    });
    // It is there now, and is not taken for that.
    await expect(ensure(tag, 'never')).rejects.toMatchObject({ code: 'image-foreign' });
  });

  it('do not come from a registry that does not answer', async () => {
    const proxy = await CuttingProxy.start({ port: registry.port });
    await proxy.stop();
    const silent = `127.0.0.1:${proxy.port}`;
    await expect(ensure(`${silent}/team/first:1`)).rejects.toMatchObject({
      code: 'pull-failed',
      message: expect.stringContaining(`: ${silent} does not answer.`),
    });
  });

  it('that are cut off half-way are not there, and come whole the next time', async () => {
    await push('team/large', { 'usr/noise': randomBytes(24 << 20) });
    const proxy = await CuttingProxy.start({ port: registry.port });
    const tag = `127.0.0.1:${proxy.port}/team/large:1`;
    logIn(registry.user, `127.0.0.1:${proxy.port}`);
    try {
      proxy.cutAfter(10 << 20);
      const failure: unknown = await ensure(tag).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'pull-failed',
        message: `${name === 'docker' ? 'Docker' : 'Podman'} could not pull ${tag}: it did not arrive whole.`,
      });
      expect(await findImage(started.engine, tag)).toBeUndefined();
      proxy.mend();
      expect((await ensure(tag)).found.bytes).toBeGreaterThan(24 << 20);
      expect(await started.sh('wc -c < /usr/noise', { image: tag })).toMatchObject({ stdout: [String(24 << 20)] });
    } finally {
      await proxy.stop();
      logIn(registry.user);
    }
  });

  it('whose pull is aborted, before or in its middle, come whole the next time', async () => {
    await push('team/slow', { 'usr/noise': randomBytes(32 << 20) });
    const tag = `${registry.host}/team/slow:1`;
    await expect(ensure(tag, 'missing', AbortSignal.abort())).rejects.toThrow(/abort/i);
    const controller = new AbortController();
    const pulled = ensure(tag, 'missing', controller.signal, () => controller.abort());
    await expect(pulled).rejects.toThrow(/abort/i);
    // What the engine does with what it has is its own affair, as long as it is no half image.
    expect((await ensure(tag)).found.bytes).toBeGreaterThan(32 << 20);
  });
});
