import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EngineRig, readTestbed, Rig } from '@nx-cross/testing';
import { ACME_WITHOUT_FLOOR } from '../acme';

const IMAGE = 'localhost/builder:1';
const NATIVE = 'x86_64-unknown-linux-gnu';
const ARM = 'aarch64-unknown-linux-gnu';

const container = { images: { '*': IMAGE }, engine: 'docker', pull: 'never', network: 'host' };
const options = (environments: readonly string[]) => ({
  pluginOptions: { platforms: ['linux-x86_64', 'linux-aarch64'], environments, container },
});
/** A cross gcc cannot hold a floor, and the image has no zig. */
const FILES = ACME_WITHOUT_FLOOR;

describe('builds in containers', () => {
  let engine: EngineRig;
  const rigs: Rig[] = [];
  beforeAll(async () => {
    engine = await EngineRig.start('docker');
    await engine.loadLayer(IMAGE, readTestbed().builderImage.layer);
  });
  afterAll(async () => {
    await Promise.all(rigs.map((rig) => rig.dispose()));
    await engine.dispose();
  });

  function workspace(environments: readonly string[] = ['container']): Rig {
    const rig = new Rig({ files: FILES, ...options(environments) });
    rigs.push(rig);
    return rig;
  }

  const env = () => ({ DOCKER_HOST: `unix://${engine.socket}` });
  const programs = (rig: Rig) =>
    [NATIVE, ARM].map((platform) =>
      readFileSync(rig.path('dist', 'greeter', platform, 'cross-compile', 'greeter')).toString('base64'),
    );
  const build = (rig: Rig, more: object = {}) =>
    rig.nx(['run', 'greeter:package-all', '--outputStyle=static'], { env: { ...env(), ...more } });

  it('give the same bytes from another folder, and programs that run', async () => {
    const [one, other] = [workspace(), workspace()];
    const run = await build(one);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.output).toContain(`in a container of ${IMAGE}, by Docker`);
    expect(await build(other)).toMatchObject({ exitCode: 0 });
    expect(programs(one)).toEqual(programs(other));
    const program = one.path('dist', 'greeter', NATIVE, 'verify', 'greeter');
    expect(execFileSync(program, { encoding: 'utf8' })).toContain('hello');
    expect(one.record('greeter', NATIVE, 'cross-compile')).toMatchObject({
      build: { environment: 'container', toolchain: [{ name: 'image', version: expect.stringMatching(/^sha256:/) }] },
    });
    expect(await engine.containers()).toEqual([]);
  });

  it('come from the cache, and are another task than one on the host', async () => {
    const rig = workspace(['container', 'host']);
    expect(await build(rig)).toMatchObject({ exitCode: 0 });
    const again = await build(rig);
    expect(again.tasks.filter(({ status }) => status === 'success').map(({ id }) => id)).toEqual([
      'greeter:package-all',
    ]);
    const without = await build(rig, { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(without).toMatchObject({ exitCode: 0 });
    expect(without.output).toMatch(/passed over container: No container engine can be used/);
    expect(rig.record('greeter', NATIVE, 'cross-compile')).toMatchObject({
      build: { environment: 'host', passedOver: [{ choice: 'container' }] },
    });
  });

  it('end, where the list has nothing else, with what stands in the way, and leave nothing', async () => {
    const rig = workspace();
    const run = await build(rig, { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('nx-cross engine-missing: No container engine can be used');
    expect(run.tasks.filter(({ status }) => status === 'success')).toEqual([]);
  });
});
