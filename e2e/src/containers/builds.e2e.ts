import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Rig } from '@nx-cross/testing';
import type { SmallUnit } from '../small-unit';
import { smallUnits } from '../small-unit';
import { BUILDER, BuilderEngine } from './builder-engine';

const NATIVE = 'x86_64-unknown-linux-gnu';
const ARM = 'aarch64-unknown-linux-gnu';

describe('builds in containers', () => {
  let engine: BuilderEngine;
  beforeAll(async () => (engine = await BuilderEngine.start('docker')));
  afterAll(() => engine.dispose());

  const workspace = (environments: readonly string[] = ['container']) =>
    engine.workspace({ platforms: ['linux-x86_64', 'linux-aarch64'], environments });
  const programs = (rig: Rig) =>
    [NATIVE, ARM].map((platform) =>
      readFileSync(rig.path('dist', 'greeter', platform, 'cross-compile', 'greeter')).toString('base64'),
    );
  const build = (rig: Rig, more: object = {}) =>
    rig.nx(['run', 'greeter:package-all', '--outputStyle=static'], { env: { ...engine.env, ...more } });

  it('give the same bytes from another folder, and programs that run', async () => {
    const [one, other] = [workspace(), workspace()];
    const run = await build(one);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.output).toContain(`in a container of ${BUILDER}, by Docker`);
    expect(await build(other)).toMatchObject({ exitCode: 0 });
    expect(programs(one)).toEqual(programs(other));
    const program = one.path('dist', 'greeter', NATIVE, 'verify', 'greeter');
    expect(execFileSync(program, { encoding: 'utf8' })).toContain('hello');
    expect(one.record('greeter', NATIVE, 'cross-compile')).toMatchObject({
      build: { environment: 'container', toolchain: [{ name: 'image', version: expect.stringMatching(/^sha256:/) }] },
    });
    expect(await engine.rig.containers()).toEqual([]);
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

  it('are twenty, eight at once: none is lost, none is left', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `unit${index}`);
    const units = names.map((name): [string, SmallUnit] => [
      name,
      { platform: NATIVE, settings: { glibc: 'none' }, main: `fn main() { println!("${name}"); }\n` },
    ]);
    const rig = engine.workspace({ files: smallUnits(Object.fromEntries(units), [NATIVE]) });
    const words = ['run-many', '--targets=cross-compile-all', '--parallel=8', '--outputStyle=static'];
    const run = await rig.nx(words, { env: engine.env });
    expect(run).toMatchObject({ exitCode: 0 });
    const said = names.map((name) =>
      execFileSync(rig.path('dist', name, NATIVE, 'cross-compile', name), { encoding: 'utf8' }).trim(),
    );
    expect(said).toEqual(names);
    expect(await engine.rig.containers()).toEqual([]);
  });
});
