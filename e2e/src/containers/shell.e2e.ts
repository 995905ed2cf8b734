import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { findImage, runInTerminal } from '@nx-cross/core/container';
import type { EngineName } from '@nx-cross/testing';
import { EngineRig, ImageRegistry, readTestbed, Rig } from '@nx-cross/testing';
import { execa } from 'execa';
import { ACME_WITHOUT_FLOOR } from '../acme';
import { StartedEngine, TINY } from './started-engine';

const IMAGE = 'localhost/builder:1';
const NATIVE = 'x86_64-unknown-linux-gnu';

const container = { images: { '*': IMAGE }, engine: 'docker', pull: 'never', network: 'host' };
const pluginOptions = (environments: readonly string[]) => ({ platforms: ['linux-x86_64'], environments, container });
const PROGRAM = 'apps/greeter/src/main.rs';

describe('the container of a build', () => {
  let engine: EngineRig;
  let rig: Rig;
  beforeAll(async () => {
    engine = await EngineRig.start('docker');
    await engine.loadLayer(IMAGE, readTestbed().builderImage.layer);
    rig = new Rig({ files: ACME_WITHOUT_FLOOR, pluginOptions: pluginOptions(['container', 'host']) });
  });
  afterEach(async () => expect(await engine.containers()).toEqual([]));
  afterAll(async () => {
    await rig.dispose();
    await engine.dispose();
  });

  const env = () => ({ DOCKER_HOST: `unix://${engine.socket}` });
  const program = () => rig.path('node_modules', 'nx-cross', 'dist', 'cli', 'main.js');
  const words = ['shell', 'greeter', '--target=linux-x86_64'];
  const open = (input: string | undefined, more: object = {}) =>
    execa(process.execPath, [program(), ...words], {
      cwd: rig.root,
      env: { ...env(), ...more },
      reject: false,
      ...(input === undefined ? { stdin: 'pipe' } : { input }),
    });

  it('is planned without a trace in the workspace', async () => {
    const before = readdirSync(rig.root);
    const planned = await rig.cli(['plan', 'greeter', '--target=linux-x86_64'], { env: env() });
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.output).toContain(`in a container of ${IMAGE}`);
    expect(readdirSync(rig.root)).toEqual(before);
  });

  it('is open to commands from a pipe: the same user, folder, variables and mounts; the shell’s exit code', async () => {
    const script = `id -u; pwd; echo $CARGO_HOME; echo $0; cargo build --release --offline --quiet && ls Cargo.lock; exit 7`;
    const { stdout, stderr, exitCode } = await open(script);
    expect(stdout.split('\n')).toEqual([
      String(process.getuid?.()),
      rig.root,
      '/nx-cross/cargo',
      expect.stringMatching(/sh$/),
      'Cargo.lock',
    ]);
    expect(stderr).toMatch(
      new RegExp(`^in a container of ${IMAGE}, by Docker 20\\.\\d+\\.\\d+ at ${engine.socket}$`, 'm'),
    );
    expect(exitCode).toBe(7);
  });

  it('is a terminal where there is one, of its size', async () => {
    const line = `stty rows 31 columns 97; ${process.execPath} ${program()} ${words.join(' ')}`;
    const { stdout } = await execa('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      cwd: rig.root,
      env: { ...env(), TERM: 'vt220' },
      input: 'sleep 1; tty; stty size; echo term=$TERM; exit\n',
      reject: false,
    });
    expect(stdout).toMatch(/\/dev\/pts\/\d/);
    expect(stdout).toMatch(/^31 97\r?$/m);
    expect(stdout).toMatch(/^term=vt220\r?$/m);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is removed on %s', async (signal) => {
    const shell = open(undefined);
    while ((await engine.containers()).every(({ State }) => State !== 'running')) await sleep(50);
    shell.stdin?.write('echo begun; sleep 300\n');
    await new Promise<void>((resolve) => shell.stdout?.once('data', () => resolve()));
    shell.kill(signal);
    expect((await shell).signal).toBe(signal);
  });

  it('is none where the unit is compiled on the host: told what to do', async () => {
    const fallen = await open('', { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(fallen.exitCode).toBe(1);
    expect(fallen.stderr).toMatch(
      /nx-cross no-container: greeter is compiled for linux-x86_64 on the host, where there is no container to open: No container engine can be used/,
    );
    const host = new Rig({ files: ACME_WITHOUT_FLOOR, pluginOptions: pluginOptions(['host']) });
    try {
      const { output, exitCode } = await host.cli(words, { env: env() });
      expect(exitCode).toBe(1);
      expect(output).toContain('its `environments` name no container');
      expect(output).toContain('→ npx nx g nx-cross:builder-image');
    } finally {
      await host.dispose();
    }
  });

  it('is kept with --keep where the build fails, told by doctor, and is in no hash', async () => {
    const good = rig.read(PROGRAM);
    const task = `greeter:cross-compile--${NATIVE}`;
    rig.write(PROGRAM, 'fn main() { nonsense }\n');
    for (const run of [
      ['run', task, '--keep'],
      ['run', 'greeter:cross-compile', '--target=linux-x86_64', '--keep'],
      ['run', 'greeter:package-all', '--keep'],
    ]) {
      const failed = await rig.nx(run, { env: env() });
      expect(failed.exitCode).not.toBe(0);
      const [, enter = ''] = /to enter it: +(.*)/.exec(failed.output) ?? [];
      const [, remove = ''] = /to remove it: +(.*)/.exec(failed.output) ?? [];
      const inside = execFileSync('sh', ['-c', `echo 'pwd; id -u' | ${enter.replace(' -it', ' -i')}`], {
        encoding: 'utf8',
      });
      expect(inside).toBe(`${rig.root}\n${process.getuid?.()}\n`);
      const told = await rig.cli(['doctor'], { env: env() });
      expect(told.output).toContain(`: Compiling greeter for ${NATIVE}\n         → ${enter}\n         → ${remove}\n`);
      execFileSync('sh', ['-c', remove]);
      expect(await engine.containers()).toEqual([]);
    }
    rig.write(PROGRAM, good);
    const built = await rig.nx(['run', task, '--keep'], { env: env() });
    expect(built).toMatchObject({ exitCode: 0 });
    const again = await rig.nx(['run', task], { env: env() });
    expect(again.tasks).toEqual([{ id: task, status: expect.stringMatching(/cache/) }]);
  });
});

describe('doctor of a workspace with containers', () => {
  it('says where engines were looked for, and the line that mends each', async () => {
    const rig = new Rig({ files: ACME_WITHOUT_FLOOR, pluginOptions: pluginOptions(['container']) });
    try {
      const told = await rig.cli(['doctor'], { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
      expect(told.exitCode).toBe(1);
      expect(told.output).toContain(`Containers:
MISSING  DOCKER_HOST at /nowhere/docker.sock: there is no socket
         → Start the engine there, or unset DOCKER_HOST.
`);
      expect(told.output).toContain('- no container to compile in: see above');
    } finally {
      await rig.dispose();
    }
  });
});

describe('doctor --fix', () => {
  it('pulls the image that builds would pull and pins its digest, as doctor alone does not', async () => {
    const started = await StartedEngine.start('docker');
    const registry = await ImageRegistry.start();
    const image = `${registry.host}/team/tiny:1`;
    const container = { engine: 'docker', images: { '*': image } };
    const options = { platforms: ['linux-x86_64'], environments: ['container'], container };
    const auth = Buffer.from(`${registry.user.name}:${registry.user.password}`).toString('base64');
    const config = JSON.stringify({ auths: { [registry.host]: { auth } } });
    const rig = new Rig({ files: { ...ACME_WITHOUT_FLOOR, '.docker/config.json': config }, pluginOptions: options });
    try {
      const digest = await registry.push(await started.writeTiny('localhost/tiny:2'), 'team/tiny:1');
      const env = { DOCKER_HOST: `unix://${started.rig.socket}`, DOCKER_CONFIG: rig.path('.docker') };
      const doctor = async (...words: string[]) => rig.cli(['doctor', ...words], { env });
      const before = await doctor();
      expect(before).toMatchObject({ exitCode: 0 });
      expect(before.output).toContain(`MISSING  ${image} for linux-x86_64: not here yet; the first build pulls it`);
      expect(before.output).toContain(`in a container of ${image}, which the first build pulls`);
      expect(await findImage(started.engine, image)).toBeUndefined();
      const fixed = await doctor('--fix');
      expect(fixed).toMatchObject({ exitCode: 0 });
      expect(fixed.output).toContain(`Pulling ${image}`);
      expect(fixed.output).toMatch(new RegExp(`^ok       ${image} for linux-x86_64, \\d\\.\\d MiB$`, 'm'));
      expect(fixed.output).not.toContain('cargo-zigbuild');
      expect(rig.read('nx-cross.lock')).toContain(`"image": "${digest}"`);
      expect(await doctor('--strict')).toMatchObject({ exitCode: 0 });
    } finally {
      await rig.dispose();
      await registry.stop();
      await started.dispose();
    }
  });
});

const ENGINES: readonly EngineName[] = ['docker', 'podman', 'podman-rootless'];

describe.each(ENGINES)('a shell on %s', (name) => {
  let started: StartedEngine;
  beforeAll(async () => (started = await StartedEngine.start(name)));
  afterAll(() => started.dispose());

  it('reads commands from a pipe to its end, and says what they say', async () => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const terminal = { stdin, stdout, stderr, type: undefined };
    const shape = { image: TINY, argv: ['sh'], env: { A: 'b' }, cwd: '/tmp', mounts: [], network: 'none' } as const;
    stdin.end('pwd; echo $A; echo wrong >&2; exit 3\n');
    const exitCode = await runInTerminal(started.engine, shape, terminal, new AbortController().signal);
    stdout.end();
    stderr.end();
    expect([exitCode, await text(stdout), await text(stderr)]).toEqual([3, '/tmp\nb\n', 'wrong\n']);
    expect(await started.rig.containers()).toEqual([]);
  });

  it('has images there, not there, and of another architecture told apart', async () => {
    await started.loadTiny('localhost/foreign:1', 'arm64');
    const images = [TINY, 'localhost/absent:1', 'registry.example/absent:1', 'localhost/foreign:1'];
    const options = {
      platforms: ['linux-x86_64'],
      environments: ['container'],
      container: { images: { '*': images } },
    };
    const rig = new Rig({ files: ACME_WITHOUT_FLOOR, pluginOptions: options });
    try {
      const env = { DOCKER_HOST: `unix://${started.rig.socket}` };
      const { output } = await rig.cli(['doctor', '--json'], { env });
      expect(JSON.parse(output)).toMatchObject({
        platforms: [{ friendly: 'linux-x86_64', environment: 'container', missing: [] }],
        containers: {
          engine: { kind: started.engine.kind, rootless: started.engine.rootless },
          freeBytes: expect.any(Number),
          images: [
            { name: TINY, state: 'there', platforms: ['linux-x86_64'] },
            { state: 'absent', mend: expect.stringMatching(/build --tag=localhost\/absent:1 <folder>$/) },
            { state: 'absent', mend: expect.stringMatching(/pull registry\.example\/absent:1$/) },
            { state: 'foreign', what: expect.stringContaining('linux/arm64') },
          ],
          kept: [],
        },
      });
      expect(existsSync(rig.path('target'))).toBe(false);
    } finally {
      await rig.dispose();
    }
  });
});
