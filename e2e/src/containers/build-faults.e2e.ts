import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finished, Rig } from '@nx-cross/testing';
import { writeImage, writeTinyLayer } from '@nx-cross/testing';
import { execa } from 'execa';
import { smallUnits } from '../small-unit';
import { BUILDER, BuilderEngine } from './builder-engine';

const NATIVE = 'x86_64-unknown-linux-gnu';

/** Does, until it is told to go on, what its crate is named after: in a file that is no input, so that hashes stay. */
const BUILD_SCRIPT = `use std::{env, fs, io::Write, path::Path, thread, time::Duration};
fn main() {
    let rig = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../.rig");
    let may_go = || rig.join("go").exists();
    if may_go() { return; }
    fs::write(rig.join("begun"), "").unwrap();
    match env::var("CARGO_PKG_NAME").unwrap().as_str() {
        "hog" => { let all: Vec<_> = (0..128).map(|_| vec![1u8; 1 << 24]).collect(); panic!("{} fitted", all.len()); }
        "filler" => {
            let mut noise = fs::File::create(Path::new(&env::var("OUT_DIR").unwrap()).join("noise")).unwrap();
            for _ in 0..256 { noise.write_all(&[1; 1 << 20]).unwrap(); }
            panic!("it fitted");
        }
        _ => for _ in 0..12000 { if may_go() { return; } thread::sleep(Duration::from_millis(10)); },
    }
}
`;

const UNITS = ['waiter', 'hog', 'filler'] as const;
type Unit = (typeof UNITS)[number];
const task = (unit: Unit) => `${unit}:cross-compile--${NATIVE}`;

const FILES = {
  ...smallUnits(
    Object.fromEntries(
      UNITS.map((name) => {
        const settings = { glibc: 'none', ...(name === 'waiter' ? { timeout: 20 } : {}) };
        return [name, { platform: NATIVE, settings, files: { 'build.rs': BUILD_SCRIPT } }];
      }),
    ),
    [NATIVE],
  ),
  // With one, what is compiled is cached.
  'Cargo.lock': `version = 4\n${[...UNITS]
    .sort()
    .map((name) => `\n[[package]]\nname = "${name}"\nversion = "1.0.0"\n`)
    .join('')}`,
};

async function until(isSo: () => boolean, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) if (isSo()) return true;
  return isSo();
}

describe('faults of a build in Docker', () => {
  let engine: BuilderEngine;
  let rig: Rig;
  let disk: string;
  beforeAll(async () => {
    engine = await BuilderEngine.start('docker');
    rig = workspace();
    disk = mkdtempSync(join(tmpdir(), 'nx-cross-small-disk-'));
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
  });
  beforeEach(() => ['go', 'begun'].forEach((file) => rig.remove(`.rig/${file}`)));
  afterEach(async () => expect(await engine.rig.containers()).toEqual([]));
  afterAll(async () => {
    await execa('umount', ['--lazy', disk]);
    rmSync(disk, { recursive: true });
    await engine.dispose();
  });

  const workspace = (more: { readonly environments?: readonly string[]; readonly container?: object } = {}) => {
    const { environments, container } = more;
    const limits = { memory: 512, ...container };
    return engine.workspace({
      files: FILES,
      container: limits,
      ...(environments === undefined ? {} : { environments }),
    });
  };
  const nx = (words: readonly string[], env: object = {}, where = rig) =>
    where.nx([...words, '--outputStyle=static'], { env: { ...engine.env, ...env } });
  const begun = () => rig.exists('.rig/begun');

  function expectFailure(run: Finished, unit: Unit, ...words: readonly string[]): void {
    for (const each of words) expect(run.output).toContain(each);
    expect(run.exitCode).not.toBe(0);
    expect(run.tasks).toEqual([{ id: task(unit), status: 'failure' }]);
    expect(readdirSync(rig.path('dist', unit, NATIVE, 'cross-compile'))).toEqual([]);
  }

  /** It compiles, which it would not if anything of before had been kept for a success. */
  async function expectGoodRun(unit: Unit, env: object = {}): Promise<void> {
    rig.write('.rig/go', '');
    expect(await nx(['run', task(unit)], env)).toMatchObject({
      exitCode: 0,
      tasks: [{ id: task(unit), status: 'success' }],
    });
  }

  /** A build in whose midst something happens: of a changed crate, or cargo would not run its build script again. */
  async function startWaiting() {
    rig.append('apps/waiter/src/main.rs', '// once more\n');
    const started = rig.startNx(['run', task('waiter')], { env: engine.env });
    expect(await until(begun, 240)).toBe(true);
    return started;
  }

  it('too long a build', async () => {
    const run = await nx(['run', task('waiter')]);
    expectFailure(
      run,
      'waiter',
      `nx-cross compile-timeout: Compiling waiter for ${NATIVE} took longer than 20 seconds.`,
      'Raise `timeout` in nx-cross.json',
    );
    expect(await engine.rig.containers()).toEqual([]);
    await expectGoodRun('waiter');
  });

  it('want of memory', async () => {
    const run = await nx(['run', task('hog')]);
    const words = 'ran out of memory: it was killed at the 512.0 MiB it was given.';
    const hint = 'Raise the limit on memory, or let cargo run fewer jobs (CARGO_BUILD_JOBS=1).';
    expectFailure(run, 'hog', `nx-cross out-of-memory: Compiling hog for ${NATIVE} ${words}`, hint);
    await expectGoodRun('hog');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
    const started = await startWaiting();
    started.interrupt(signal);
    expect((await started.finished).exitCode).not.toBe(0);
    await until(() => rig.processes().length === 0, 20);
    expect(rig.processes()).toEqual([]);
    expect(await engine.rig.containers()).toEqual([]);
    expect(readdirSync(rig.path('dist', 'waiter', NATIVE, 'cross-compile'))).toEqual([]);
  });

  it('the engine killed in the middle', async () => {
    const started = await startWaiting();
    await engine.rig.kill();
    const run = await started.finished;
    expectFailure(
      run,
      'waiter',
      'nx-cross engine-lost: Docker ',
      `went away while it was to run a container of ${BUILDER}.`,
      'Start it again, then run the task again: what is left of this run is swept then.',
    );
    await engine.rig.restart();
    // What the killed engine could not remove, this run does.
    rig.write('.rig/go', '');
    const again = await nx(['run', task('waiter'), '--skip-nx-cache']);
    expect(again).toMatchObject({ exitCode: 0, tasks: [{ status: 'success' }] });
  });

  it('a full disk', async () => {
    const env = { CARGO_TARGET_DIR: join(disk, 'full') };
    expectFailure(
      await nx(['run', task('filler')], env),
      'filler',
      `nx-cross cannot-write: Compiling filler for ${NATIVE} failed: The disk of cargo’s target directory, or of temporary files, became full while it compiled.`,
      'Free some space on it, then run the task again.',
    );
    rmSync(env.CARGO_TARGET_DIR, { recursive: true });
    await expectGoodRun('filler', env);
  });

  it('a folder that cannot be written', async () => {
    const env = { CARGO_TARGET_DIR: join(disk, 'closed') };
    const remount = (how: 'ro' | 'rw') => execa('mount', ['-o', `remount,${how}`, disk]);
    // The test before has compiled it as it was.
    rig.append('apps/filler/src/main.rs', '// changed\n');
    rmSync(join(disk, 'full'), { recursive: true, force: true });
    await remount('ro');
    try {
      const run = await nx(['run', task('filler')], env);
      expectFailure(run, 'filler', `nx-cross cannot-write: cannot write "${env.CARGO_TARGET_DIR}`);
    } finally {
      await remount('rw');
    }
    await expectGoodRun('filler', env);
  });

  describe('an image', () => {
    /** Without a fallback, what is said; with one, that it is taken, and named. */
    async function expectPassedOver(image: string, code: string, sentence: string, hint: string): Promise<void> {
      const container = { images: { '*': image } };
      const alone = workspace({ container });
      alone.write('.rig/go', '');
      const run = await nx(['run', task('filler')], {}, alone);
      expect(run).toMatchObject({ tasks: [{ id: task('filler'), status: 'failure' }] });
      expect(run.output).toContain(`nx-cross ${code}: ${sentence}`);
      expect(run.output).toContain(hint);
      const both = workspace({ environments: ['container', 'host'], container });
      both.write('.rig/go', '');
      const fallen = await nx(['run', task('filler')], {}, both);
      expect(fallen).toMatchObject({ exitCode: 0, tasks: [{ id: task('filler'), status: 'success' }] });
      expect(fallen.output).toContain(`passed over container: ${sentence}`);
      expect(both.record('filler', NATIVE, 'cross-compile')).toMatchObject({
        build: { environment: 'host', passedOver: [{ choice: 'container', reason: sentence }] },
      });
    }

    it('that is not there, and is not to be pulled', async () => {
      const image = 'registry.example/absent:1';
      const sentence = `Docker has no image ${image}, and it is not to be pulled.`;
      await expectPassedOver(image, 'image-missing', sentence, `docker pull ${image}, or build it here`);
    });

    it('of another architecture', async () => {
      const image = 'localhost/foreign:1';
      const folder = mkdtempSync(join(tmpdir(), 'nx-cross-foreign-'));
      const [layer, archive] = [join(folder, 'layer.tar'), join(folder, 'image.tar')];
      await writeTinyLayer(layer);
      await writeImage({ tag: image, layer, architecture: 'arm64' }, archive);
      await engine.rig.load(archive);
      rmSync(folder, { recursive: true });
      const sentence = `The image ${image} is for linux/arm64, and Docker here runs linux/amd64.`;
      await expectPassedOver(image, 'image-foreign', sentence, 'Name an image for linux/amd64');
    });

    it('without cargo', async () => {
      const image = 'localhost/builder:empty';
      await engine.derive(image, 'rm /usr/local/bin/cargo');
      const bare = workspace({ container: { images: { '*': image } } });
      const run = await nx(['run', task('filler')], {}, bare);
      expect(run).toMatchObject({ tasks: [{ id: task('filler'), status: 'failure' }] });
      expect(run.output).toContain(`nx-cross tool-missing: In the image ${image}: cargo is not on PATH.`);
      expect(run.output).toContain('Add it to the image’s recipe.');
    });
  });

  it('a lock file that a newer cargo has written', async () => {
    const newer = workspace();
    const lock = newer.read('Cargo.lock');
    newer.write('.rig/go', '');
    newer.write('Cargo.lock', lock.replace('version = 4', 'version = 5'));
    const run = await nx(['run', task('filler')], {}, newer);
    expect(run).toMatchObject({ tasks: [{ id: task('filler'), status: 'failure' }] });
    expect(run.output).toContain(
      `nx-cross cargo-outdated: Compiling filler for ${NATIVE} failed: The cargo that ran is older than Cargo.lock, whose form (version 5) it does not know.`,
    );
    newer.write('Cargo.lock', lock);
    expect(await nx(['run', task('filler')], {}, newer)).toMatchObject({
      exitCode: 0,
      tasks: [{ id: task('filler'), status: 'success' }],
    });
  });
});
