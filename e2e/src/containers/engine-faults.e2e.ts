import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '@nx-cross/core';
import { ensureImage, findEngine, findImage, renderPassedOver, sweep } from '@nx-cross/core/container';
import { localHost } from '@nx-cross/core/toolchain';
import type { EngineName } from '@nx-cross/testing';
import { CHECKOUT, CuttingProxy, ImageRegistry, readTestbed } from '@nx-cross/testing';
import { execa } from 'execa';
import { placesOf, StartedEngine, TINY } from './started-engine';

const ENGINES: readonly EngineName[] = ['docker', 'podman', 'podman-rootless'];

/** With the registry's user, and with what is done when the engine begins. */
function pullingOf(image: string, { user }: ImageRegistry, onEngineLine: () => void = () => undefined) {
  const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  const config = JSON.stringify({ auths: { [image.split('/')[0] ?? '']: { auth } } });
  const onLine = (line: string) => (line.startsWith('Pulling 127') ? undefined : onEngineLine());
  return { host: localHost(), places: { ...placesOf(''), readText: () => config }, onLine };
}

describe.each(ENGINES)('faults of %s', (name) => {
  let started: StartedEngine;
  beforeAll(async () => (started = await StartedEngine.start(name)));
  afterEach(async () => expect(await ids()).toEqual([]));
  afterAll(() => started.dispose());

  const ids = async () => (await started.rig.containers()).map(({ Id }) => Id);
  const works = async () =>
    expect(await started.sh('echo works')).toEqual({
      result: { kind: 'exited', exitCode: 0 },
      stdout: ['works'],
      stderr: [],
    });

  /** A process of its own that runs a container, as far as that the container has spoken. */
  async function startOwner() {
    const script = join(CHECKOUT, 'e2e', 'src', 'containers', 'owner-process.cjs');
    const owner = execa(process.execPath, [script, TINY], {
      env: { ...process.env, DOCKER_HOST: `unix://${started.rig.socket}` },
      reject: false,
      all: true,
    });
    await new Promise<void>((resolve, reject) => {
      owner.stdout.on('data', (piece: Buffer) => (piece.toString().includes('begun') ? resolve() : undefined));
      void owner.then(({ all }) => reject(new Error(all)));
    });
    return { kill: (signal: NodeJS.Signals) => owner.kill(signal), ended: owner.then(({ signal }) => signal) };
  }

  it('want of memory: told as such, and the next run works', async () => {
    const memoryBytes = 32 << 20;
    const { result } = await started.sh('head -c 300000000 /dev/zero | tail -c 299999999 > /dev/null; exit $?', {
      memoryBytes: started.engine.limits ? memoryBytes : 1 << 30,
    });
    if (!started.engine.limits) {
      // Nothing holds it back.
      expect(result).toEqual({ kind: 'exited', exitCode: 0 });
      return works();
    }
    // Podman 4.3 with the older control groups does not say so, and the exit code must.
    expect(result).toEqual({ kind: 'out-of-memory', certain: started.engine.kind === 'docker' });
    return works();
  });

  it('a process that the system kills without a word of the engine: most often for want of memory', async () => {
    const { result } = await started.sh("sh -c 'kill -9 $$'; exit $?");
    expect(result).toEqual({ kind: 'out-of-memory', certain: false });
    await works();
  });

  it('a folder that cannot be written: the command says so', async () => {
    const folder = join(started.folder, 'closed');
    mkdirSync(folder, { mode: 0o555 });
    const mounts = [{ kind: 'folder', source: folder, target: folder }] as const;
    // Root of a rootful engine writes anywhere; a user does not, nor does root of a rootless one in root's folder.
    const user = started.engine.rootless ? {} : { user: '4321:4321' };
    const { result, stderr } = await started.sh('echo no > made', { cwd: folder, mounts, ...user });
    expect(result).toEqual({ kind: 'exited', exitCode: 1 });
    expect(stderr.join()).toMatch(/Permission denied/);
  });

  it('an image that is not there: told by the run too', async () => {
    await expect(started.sh('true', { image: 'localhost/absent:1' })).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringMatching(
        /^(Docker|Podman) has no image localhost\/absent:1, and it is not to be pulled\.$/,
      ),
    });
  });

  // At once: a request is on its way. Later: the answer of the one that waits has begun.
  it.each([0, 1000])('the daemon killed %d ms after the start: told, and swept when it is back', async (delay) => {
    let killed: Promise<void> | undefined;
    let killedAt = 0;
    const onStdoutLine = () => {
      killed ??= sleep(delay).then(() => {
        killedAt = Date.now();
        return started.rig.kill();
      });
    };
    const run = started.sh('echo begun; sleep 300', { onStdoutLine });
    await expect(run).rejects.toMatchObject({
      code: 'engine-lost',
      message: expect.stringMatching(/^(Docker|Podman) .* went away while it was to run a container of localhost/),
    });
    expect(Date.now() - killedAt).toBeLessThan(10_000);
    await killed;
    await expect(findEngine('auto', placesOf(`unix://${started.rig.socket}`))).rejects.toMatchObject({
      code: 'engine-missing',
    });
    await started.rig.restart();
    expect(await ids()).toHaveLength(1);
    expect(await sweep(started.engine)).toHaveLength(1);
    await works();
  });

  it('the daemon killed in the middle of a pull: told, and there is no image', async () => {
    const registry = await ImageRegistry.start();
    try {
      const image = `${registry.host}/large:1`;
      const noise = { 'usr/noise': randomBytes(64 << 20) };
      await registry.push(await started.writeTiny('localhost/large:1', 'amd64', noise), 'large:1');
      let killed: Promise<void> | undefined;
      const pulling = pullingOf(image, registry, () => {
        killed ??= started.rig.kill();
      });
      await expect(ensureImage(started.engine, { name: image, policy: 'missing' }, pulling)).rejects.toMatchObject({
        code: 'engine-lost',
      });
      await killed;
      await started.rig.restart();
      expect(await findImage(started.engine, image)).toBeUndefined();
      await works();
    } finally {
      await registry.stop();
    }
  });

  it('the way to it cut in the middle: told, and the container removed over the next way', async () => {
    const proxy = await CuttingProxy.start({ path: started.rig.socket });
    try {
      const { engine } = await findEngine('auto', placesOf(`tcp://127.0.0.1:${proxy.port}`));
      const run = started.sh('echo begun; sleep 300', { onStdoutLine: () => proxy.cutNow() }, engine);
      await expect(run).rejects.toMatchObject({ code: 'engine-lost' });
      // There is a way again, and it was removed over that one.
      expect(await ids()).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s to the one who runs it: the container is removed first',
    async (signal) => {
      const owner = await startOwner();
      expect(await ids()).toHaveLength(1);
      owner.kill(signal);
      expect(await owner.ended).toBe(signal);
    },
  );

  it('its owner killed: swept by the next run, which leaves those of others alone', async () => {
    const living = await startOwner();
    const dead = await startOwner();
    expect(await sweep(started.engine)).toEqual([]);
    dead.kill('SIGKILL');
    await dead.ended;
    const swept = await sweep(started.engine);
    expect(swept).toHaveLength(1);
    const left = await started.rig.containers();
    expect(left.map(({ State }) => State)).toEqual(['running']);
    expect(left.map(({ Id }) => Id)).not.toEqual(swept);
    living.kill('SIGTERM');
    await living.ended;
  });

  it('eight at once, all right', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, (_, index) => started.sh(`echo ${index}; sleep 1`)));
    expect(runs.map(({ stdout }) => stdout)).toEqual(runs.map((_, index) => [String(index)]));
  });
});

describe.each(ENGINES)('a full disk of %s', (name) => {
  let started: StartedEngine;
  beforeAll(async () => (started = await StartedEngine.start(name, { diskBytes: 48 << 20 })));
  afterAll(() => started.dispose());

  it('in a pull: the failure says so, and there is no image', async () => {
    const registry = await ImageRegistry.start();
    try {
      const noise = { 'usr/noise': randomBytes(64 << 20) };
      await registry.push(await started.writeTiny('localhost/large:1', 'amd64', noise), 'large:1');
      const image = `${registry.host}/large:1`;
      const pulling = pullingOf(image, registry);
      await expect(ensureImage(started.engine, { name: image, policy: 'missing' }, pulling)).rejects.toMatchObject({
        code: 'pull-failed',
        message: expect.stringContaining(`could not pull ${image}: its disk is full.`),
        hint: `Free space on its disk: ${started.engine.kind} system prune`,
      });
      expect(await findImage(started.engine, image)).toBeUndefined();
    } finally {
      await registry.stop();
    }
  });

  it('in a container: told by the command, or by an engine that cannot even clean up', async () => {
    const stderr: string[] = [];
    const call = { onStderrLine: (line: string) => stderr.push(line) };
    const ended = await started.sh('dd if=/dev/zero of=/big bs=1M count=64', call).then(
      ({ result }) => result,
      ({ code, message, hint }: Failure) => ({ code, message, hint }),
    );
    const byTheCommand = { kind: 'exited', exitCode: 1 };
    const byTheEngine = {
      code: 'engine-failed',
      message: `Podman could not remove a container of ${TINY}: its disk is full.`,
      hint: 'Free space on its disk: podman system prune',
    };
    // Podman's database lies on the full disk: a last free page in it decides whether a container can be struck out.
    expect(started.engine.kind === 'docker' ? [byTheCommand] : [byTheCommand, byTheEngine]).toContainEqual(ended);
    expect(stderr.join()).toMatch(/No space left on device/);
    expect(await started.rig.containers()).toEqual([]);
  });
});

describe('engines that cannot be used', () => {
  it('are each named with their reason', async () => {
    const absent = { ...placesOf(''), env: { XDG_RUNTIME_DIR: '/nonexistent' }, uid: 1000 };
    const failure = (await findEngine('podman', absent).catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: 'engine-missing', hint: 'systemctl --user enable --now podman.socket' });
    expect(failure.message).toContain('Podman, rootless at /nonexistent/podman/podman.sock: there is no socket');
  });

  it('for want of permission: found so by a user whom the socket is closed to', async () => {
    const started = await StartedEngine.start('docker');
    const uid = Number(execFileSync('id', ['-u', readTestbed().testUser.name], { encoding: 'utf8' }));
    try {
      process.seteuid?.(uid);
      await expect(findEngine('auto', placesOf(`unix://${started.rig.socket}`))).rejects.toMatchObject({
        code: 'engine-denied',
        message: `No container engine can be used (DOCKER_HOST at ${started.rig.socket}: permission denied).`,
        hint: 'sudo usermod -aG docker $USER, then log in again',
      });
    } finally {
      process.seteuid?.(0);
      await started.dispose();
    }
  });

  it('for their age, for being another one, and for being none', async () => {
    const headers = { 'api-version': '1.40', server: 'Docker/19.03.5 (linux)' };
    let isEngine = true;
    const server = createServer((_, response) => response.writeHead(200, isEngine ? headers : {}).end('OK'));
    const socket = join('/tmp', `nx-cross-old-${process.pid}.sock`);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      await expect(findEngine('auto', placesOf(`unix://${socket}`))).rejects.toMatchObject({
        code: 'engine-outdated',
        message: expect.stringContaining('its API 1.40 is older than 1.41'),
      });
      await expect(findEngine('podman', placesOf(`unix://${socket}`))).rejects.toMatchObject({
        message: expect.stringContaining(`DOCKER_HOST at ${socket}: it is Docker that answers there`),
      });
      isEngine = false;
      await expect(findEngine('auto', placesOf(`unix://${socket}`))).rejects.toMatchObject({
        code: 'engine-missing',
        message: expect.stringContaining(`DOCKER_HOST at ${socket}: what answers is no container engine`),
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('are passed over for the next one, and named beside it', async () => {
    const started = await StartedEngine.start('podman');
    try {
      const places = { ...placesOf(`unix://${started.rig.socket}.absent`), uid: 1000 };
      const own = { ...places, env: { XDG_RUNTIME_DIR: started.folder, DOCKER_HOST: `${places.env['DOCKER_HOST']}` } };
      mkdirSync(join(started.folder, 'podman'));
      execFileSync('ln', ['-s', started.rig.socket, join(started.folder, 'podman/podman.sock')]);
      const { engine, passedOver } = await findEngine('podman', own);
      expect(engine).toMatchObject({ kind: 'podman', endpoint: { path: join(started.folder, 'podman/podman.sock') } });
      expect(passedOver.map(renderPassedOver)).toEqual([
        `DOCKER_HOST at ${started.rig.socket}.absent: there is no socket`,
      ]);
    } finally {
      await started.dispose();
    }
  });
});
