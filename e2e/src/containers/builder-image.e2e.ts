import { execFileSync } from 'node:child_process';
import { EngineRig, readTestbed, Rig } from '@nx-cross/testing';
import { ACME_WITHOUT_FLOOR } from '../acme';

const BASE = 'localhost/debian:1';
const NATIVE = 'x86_64-unknown-linux-gnu';
const CROSSED = ['aarch64-unknown-linux-gnu', 'x86_64-pc-windows-gnu'];
const GENERATE = ['g', 'nx-cross:builder-image', '--name=localhost/acme-builder', `--base=${BASE}`];

/** The distribution's cargo is older than the lock file's form. */
const LOCK = ACME_WITHOUT_FLOOR['Cargo.lock']?.replace('version = 4', 'version = 3') ?? '';
const FILES = { ...ACME_WITHOUT_FLOOR, 'Cargo.lock': LOCK };

describe('a builder image', () => {
  let engine: EngineRig;
  let rig: Rig;
  beforeAll(async () => {
    engine = await EngineRig.start('docker');
    await engine.loadLayer(BASE, readTestbed().baseImage.files);
    const options = {
      platforms: ['linux-x86_64', 'linux-aarch64', 'windows-x86_64'],
      container: { engine: 'docker', network: 'host' },
    };
    rig = new Rig({ files: FILES, pluginOptions: options });
  });
  afterAll(async () => {
    await rig.dispose();
    await engine.dispose();
  });

  /** The way to the distribution's packages is the machine's own. */
  const env = () => ({ DOCKER_HOST: `unix://${engine.socket}`, http_proxy: aptProxy() });
  const nx = (words: readonly string[]) => rig.nx([...words, '--outputStyle=static'], { env: env() });
  const image = () => /localhost\/acme-builder:[0-9a-f]{12}/.exec(rig.read('nx.json'))?.[0] ?? 'none';

  it('of a generated recipe is built once, and compiles; its recipe is what is hashed', async () => {
    expect(await rig.nx([...GENERATE, '--rust=distribution', '--linkers=gcc'])).toMatchObject({ exitCode: 0 });
    const before = await nx(['run', 'greeter:package-all']);
    expect(before.exitCode).not.toBe(0);
    expect(before.output).toContain('Build it here: npx nx run builder:image');

    const built = await nx(['run', 'builder:image']);
    expect(built.output).toContain(`built ${image()}`);
    const again = await nx(['run', 'builder:image']);
    expect(again.output).toContain(`${image()} is there already`);

    expect(await nx(['run', 'greeter:package-all'])).toMatchObject({ exitCode: 0 });
    const version = expect.stringMatching(/^sha256:[0-9a-f]{64} linux\/amd64$/);
    for (const platform of [NATIVE, ...CROSSED]) {
      expect(rig.record('greeter', platform, 'cross-compile')).toMatchObject({
        build: { environment: 'container', toolchain: [{ name: 'recipe', version }] },
      });
    }
    const program = rig.path('dist', 'greeter', NATIVE, 'verify', 'greeter');
    expect(execFileSync(program, { encoding: 'utf8' })).toContain('hello');
  });

  it('is another one after an edit of the recipe, which nx.json is to name; a step that fails is told', async () => {
    rig.append('tools/builder/Dockerfile', 'RUN echo so long && false\n');
    const unnamed = await nx(['run', 'builder:image']);
    expect(unnamed.output).toContain(
      'nx-cross config-invalid: nx.json: no platform is compiled in localhost/acme-builder:',
    );
    const before = image();
    expect(await rig.nx(['g', 'nx-cross:builder-image'])).toMatchObject({ exitCode: 0 });
    expect(image()).not.toBe(before);
    const failed = await nx(['run', 'builder:image']);
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toContain('so long');
    expect(failed.output).toContain(`nx-cross image-build-failed: Docker could not build ${image()}.`);
    expect(await engine.containers()).toEqual([]);
  });
});

function aptProxy(): string | undefined {
  const words = execFileSync('apt-config', ['shell', 'PROXY', 'Acquire::http::Proxy'], { encoding: 'utf8' });
  return /^PROXY='(.+)'$/m.exec(words)?.[1];
}
