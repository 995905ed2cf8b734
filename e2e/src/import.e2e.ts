import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Rig } from '@nx-cross/testing';
import type { Finished } from '@nx-cross/testing';
import { smallUnit } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';
const SUMS = 'dist/greeter/checksum/SHA256SUMS';
const ARCHIVE = `dist/greeter/${MUSL}/package/greeter-v1.0.0-linux-x86_64-musl.tar.gz`;

const machine = () =>
  new Rig({
    files: smallUnit('greeter', { platform: 'linux-x86_64', manifest: '[workspace]\n' }, []),
    pluginOptions: { platforms: ['linux-x86_64', 'linux-x86_64-musl'] },
  });

/** Statuses of the tasks for the platform that another machine compiled. */
const ofMusl = ({ tasks }: Finished) =>
  Object.fromEntries(
    tasks.filter(({ id }) => id.endsWith(MUSL)).map(({ id, status }) => [id.split(/[:]|--/)[1], status]),
  );

describe('stage folders that another machine made', () => {
  const [maker, rig] = [machine(), machine()];
  const upload = rig.path('.rig', 'upload');
  afterAll(() => Promise.all([maker.dispose(), rig.dispose()]));
  afterEach(() => {
    for (const folder of [upload, rig.path('.nx-cross'), rig.path('dist')])
      rmSync(folder, { recursive: true, force: true });
  });

  beforeAll(async () => {
    for (const { root } of [maker, rig]) execFileSync('cargo', ['generate-lockfile'], { cwd: `${root}/apps/greeter` });
    expect(await maker.nx(['run', 'greeter:checksum-all'])).toMatchObject({ exitCode: 0 });
    expect(await rig.nx(['run', `greeter:package--${HOST}`])).toMatchObject({ exitCode: 0 });
  });

  /** As CI's storage of artifacts hands it over, which forgets modes. */
  function hand(stage: string): void {
    cpSync(maker.path('dist', 'greeter', MUSL, stage), `${upload}/mac/${stage}`, { recursive: true });
    for (const name of readdirSync(`${upload}/mac/${stage}`)) chmodSync(`${upload}/mac/${stage}/${name}`, 0o644);
  }

  it('are released as they are: nothing compiles for their platform, and the others stay in the cache', async () => {
    hand('package');
    expect(await rig.cli(['import', '.rig/upload'])).toMatchObject({
      exitCode: 0,
      output: `imported greeter for ${MUSL}, package: greeter-v1.0.0-linux-x86_64-musl.tar.gz`,
    });
    const run = await rig.nx(['run', 'greeter:checksum-all']);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(ofMusl(run)).toEqual({ package: 'success' });
    expect(run.tasks).toContainEqual({ id: `greeter:package--${HOST}`, status: 'local-cache' });
    expect(rig.read(SUMS)).toBe(maker.read(SUMS));
    expect(ofMusl(await rig.nx(['run', 'greeter:checksum-all']))).toEqual({ package: 'local-cache' });
  });

  it('go on from the stage that they are of, with the same bytes, and run', async () => {
    hand('verify');
    expect(await rig.cli(['import', '.rig/upload'])).toMatchObject({ exitCode: 0 });
    const run = await rig.nx(['run-many', `--targets=package--${MUSL},smoke--${MUSL}`]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(ofMusl(run)).toEqual({ verify: 'success', package: 'success', smoke: 'success' });
    expect(readFileSync(rig.path(ARCHIVE)).equals(readFileSync(maker.path(ARCHIVE)))).toBe(true);
  });

  it('are forgotten with the folder, and the platform is compiled here', async () => {
    hand('package');
    await rig.cli(['import', '.rig/upload']);
    rmSync(rig.path('.nx-cross'), { recursive: true });
    expect(ofMusl(await rig.nx(['run', `greeter:package--${MUSL}`]))).toHaveProperty('cross-compile', 'success');
  });

  it.each([
    [
      'damaged',
      () => appendFileSync(`${upload}/mac/verify/greeter`, '!'),
      'artifact-changed: .*the artifact "greeter" has',
    ],
    ['without its file', () => rmSync(`${upload}/mac/verify/greeter`), 'artifact-missing: .*the artifact "greeter"'],
    [
      'of another unit',
      () => edit('"unit": "greeter"', '"unit": "other"'),
      "its unit is `other`, and the workspace's are greeter",
    ],
    [
      'of another platform',
      () => edit(`"platform": "${MUSL}"`, '"platform": "aarch64-apple-darwin"'),
      'for which `greeter` does not ship',
    ],
    [
      'of a stage that is none',
      () => edit('"stage": "verify"', '"stage": "sign"'),
      'its stage is "sign", which is none of',
    ],
    [
      'said to be what it is not',
      () => edit('"static": true', '"static": false'),
      'binary-foreign: .*greeter is not what its record says of it',
    ],
    [
      'there twice, and different',
      () => edit('"version": "1', '"version": "2', 'package', 'other'),
      'is in ".*" too, and differs',
    ],
    [
      'not there at all',
      () => rmSync(upload, { recursive: true }),
      'there is no stage folder with an artifacts.json below',
    ],
  ])('are refused, all of them, when one is %s', async (_, damage, message) => {
    hand('verify');
    hand('package');
    damage();
    const { exitCode, output } = await rig.cli(['import', '.rig/upload']);
    expect(output).toMatch(new RegExp(message));
    expect(exitCode).toBe(1);
    expect(rig.exists('.nx-cross')).toBe(false);
  });

  it('must be what they were when the task was hashed', async () => {
    hand('package');
    await rig.cli(['import', '.rig/upload']);
    const imported = `.nx-cross/imported/greeter/${MUSL}/package/greeter-v1.0.0-linux-x86_64-musl.tar.gz`;
    appendFileSync(rig.path(imported), '!');
    const run = await rig.nx(['run', `greeter:package--${MUSL}`, '--skip-nx-cache']);
    expect(run.output).toMatch(/artifact-changed/);
    expect(ofMusl(run)).toEqual({ package: 'failure' });
    expect(rig.exists(ARCHIVE)).toBe(false);
  });

  /** A record of the upload, or of a copy of it. */
  function edit(from: string, to: string, stage = 'verify', job = 'mac'): void {
    if (job !== 'mac') cpSync(`${upload}/mac`, `${upload}/${job}`, { recursive: true });
    const file = `.rig/upload/${job}/${stage}/artifacts.json`;
    expect(rig.read(file)).toContain(from);
    rig.write(file, rig.read(file).replace(from, to));
  }
});
