import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rig } from '@nx-cross/testing';
import { ACME_WITHOUT_FLOOR } from '../acme';
import { BuilderEngine } from './builder-engine';

const PLATFORMS = ['linux-x86_64', 'linux-aarch64', 'windows-x86_64'];
const NATIVE = 'x86_64-unknown-linux-gnu';
const UNITS = ['greeter', 'parter'];

/** Its programs must run before they ship. */
const FILES = Object.fromEntries(
  UNITS.map((name) => {
    const path = `apps/${name}/nx-cross.json`;
    const unit = JSON.parse(ACME_WITHOUT_FLOOR[path] ?? '{}') as object;
    return [path, JSON.stringify({ ...unit, smoke: { required: ['*'] } })];
  }),
);

describe('a whole release in containers', () => {
  let engine: BuilderEngine;
  let folder: string;
  beforeAll(async () => {
    engine = await BuilderEngine.start('docker');
    folder = mkdtempSync(join(tmpdir(), 'nx-cross-whole-'));
    mkdirSync(join(folder, 'deeper'));
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });

  /** A machine with git, and what starts programs of other platforms: no compiler, no linker, no objcopy, no zig. */
  const env = (rig: Rig) => ({
    ...engine.env,
    PATH: rig.offerPrograms(['sh', 'git', 'qemu-aarch64-static']),
    NX_CROSS_TOOLS: rig.path('no-tools'),
  });
  const nx = (rig: Rig, task: string) => rig.nx(['run', task, '--outputStyle=static'], { env: env(rig) });
  /** Every file that a stage has left, by its digest. */
  const digests = (rig: Rig, stages: readonly string[]) =>
    readdirSync(rig.path('dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && stages.some((stage) => entry.parentPath.endsWith(`/${stage}`)))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(rig.root.length), createHash('sha256').update(readFileSync(file)).digest('hex')])
      .sort();

  it('comes of a machine without any tool, the same bytes from another folder, and its programs run', async () => {
    const options = { platforms: PLATFORMS, files: { ...ACME_WITHOUT_FLOOR, ...FILES } };
    const [one, other] = [engine.workspace(options), engine.workspace({ ...options, folder: join(folder, 'deeper') })];
    for (const rig of [one, other]) expect(await nx(rig, 'acme:checksum-all')).toMatchObject({ exitCode: 0 });
    const stages = ['cross-compile', 'strip', 'verify', 'package', 'checksum'];
    const made = digests(one, stages);
    expect(made.filter(([path]) => /\.(tar\.gz|zip)$/.test(path ?? ''))).toHaveLength(UNITS.length * PLATFORMS.length);
    expect(digests(other, stages)).toEqual(made);
    for (const unit of UNITS) expect(await nx(one, `${unit}:smoke-all`)).toMatchObject({ exitCode: 0 });
    expect(await engine.rig.containers()).toEqual([]);
  });

  it('is stripped in the image, which must have what strips', async () => {
    const image = 'localhost/builder:bare';
    const tools = '/usr/bin/objcopy /opt/rust/lib/rustlib/*/bin/rust-objcopy';
    await engine.derive(image, `rm ${tools}`);
    const rig = engine.workspace({ container: { images: { '*': image } } });
    const run = await nx(rig, `greeter:strip--${NATIVE}`);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain(
      `nx-cross tool-missing: In the image ${image}: No objcopy that can strip elf binaries was found.`,
    );
    expect(run.output).toContain('Add it to the image’s recipe: apt-get install llvm.');
    expect(run.tasks).toEqual([
      { id: `greeter:cross-compile--${NATIVE}`, status: 'success' },
      { id: `greeter:strip--${NATIVE}`, status: 'failure' },
    ]);
    expect(await engine.rig.containers()).toEqual([]);
  });
});
