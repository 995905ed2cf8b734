import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { Rig } from '@nx-cross/testing';
import { smallUnits } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';

/** Says that it has begun, then waits for a file of its crate's folder; not for ever, so that nothing outlives a failed test. */
const WAITING_SCRIPT = `use std::{env, fs, path::Path, thread, time::Duration};
fn main() {
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap();
    fs::write(Path::new(&folder).join("begun"), "").unwrap();
    for _ in 0..6000 {
        if Path::new(&folder).join("release").exists() { return; }
        thread::sleep(Duration::from_millis(20));
    }
}
`;

const UNITS = {
  waiting: { platform: HOST, files: { 'build.rs': WAITING_SCRIPT } },
  holder: { platform: HOST, files: { 'build.rs': WAITING_SCRIPT } },
  patient: { platform: HOST, settings: { timeout: 5 } },
  large: { platform: HOST, settings: { archive: { files: ['noise'] } } },
};

describe('a run that is broken off, or must wait', () => {
  const rig = new Rig({ files: smallUnits(UNITS, [HOST]), pluginOptions: { platforms: [HOST] } });
  const env = { TMPDIR: rig.path('.rig', 'temporary') };
  beforeAll(() => mkdirSync(env.TMPDIR));
  afterAll(() => rig.dispose());

  async function until(isSo: () => boolean, seconds: number): Promise<boolean> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(10)) if (isSo()) return true;
    return isSo();
  }

  /** Starts a task, interrupts it at the moment, and waits for all that it started to be gone. */
  async function interruptAt(id: string, moment: () => boolean): Promise<void> {
    const run = rig.startNx(['run', id], { env });
    expect(await until(moment, 120)).toBe(true);
    expect(rig.processes()).not.toEqual([]);
    run.interrupt();
    expect((await run.finished).exitCode).not.toBe(0);
    await until(() => rig.processes().length === 0, 10);
    expect(rig.processes()).toEqual([]);
    expect(readdirSync(env.TMPDIR)).toEqual([]);
  }

  it('a compile that is interrupted leaves no process and no file, and the next one succeeds', async () => {
    const id = `waiting:cross-compile--${HOST}`;
    await interruptAt(id, () => rig.exists('apps/waiting/begun'));
    expect(readdirSync(rig.path('dist', 'waiting', HOST, 'cross-compile'))).toEqual([]);
    rig.write('apps/waiting/release', '');
    expect(await rig.nx(['run', id], { env })).toMatchObject({ exitCode: 0, tasks: [{ id, status: 'success' }] });
  });

  it('packaging that is interrupted leaves no archive, and the next one succeeds', async () => {
    const id = `large:package--${HOST}`;
    const folder = rig.path('dist', 'large', HOST, 'package');
    writeFileSync(rig.path('apps', 'large', 'noise'), randomBytes(128 << 20));
    const archive = 'large-v1.0.0-linux-x86_64.tar.gz';
    await interruptAt(id, () => rig.exists(`dist/large/${HOST}/package/.${archive}.partial`));
    expect(readdirSync(folder)).not.toContain(archive);
    rig.write('apps/large/noise', 'quiet');
    const again = await rig.nx(['run', id], { env });
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.tasks).toContainEqual({ id, status: 'success' });
    expect(readdirSync(folder).sort()).toEqual(['artifacts.json', archive]);
  });

  it('the wait for another cargo does not count', async () => {
    const folder = rig.path('target', 'nx-cross', 'host');
    const words = ['build', '--release', '--package=holder', `--target=${HOST}`, `--target-dir=${folder}`];
    const holder = execa('cargo', words, { cwd: rig.root, reject: false });
    expect(await until(() => rig.exists('apps/holder/begun'), 120)).toBe(true);
    const patient = rig.nx(['run', `patient:cross-compile--${HOST}`], { env });
    // Nx starts in a few seconds; what is left is far more than the timeout.
    await sleep(16_000);
    rig.write('apps/holder/release', '');
    const run = await patient;
    expect(run.output).toContain('Blocking waiting for file lock');
    expect(run).toMatchObject({ exitCode: 0 });
    expect(await holder).toMatchObject({ exitCode: 0 });
  });
});
