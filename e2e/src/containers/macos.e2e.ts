import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPinned, localHost, pinnedFolder } from '@nx-cross/core/toolchain';
import { readTestbed } from '@nx-cross/testing';
import { BUILDER, BuilderEngine } from './builder-engine';

const MAC = 'aarch64-apple-darwin';
const ROOT_OF_RUST = 'opt/rust';

/** What lies over the image that compiles: the pair that `nx-cross setup` pins, and std for macOS. */
async function writeZigLayer(layer: string): Promise<void> {
  await installPinned(localHost());
  const pinned = pinnedFolder(localHost());
  const python = readdirSync(join(pinned, 'lib')).find((name) => name.startsWith('python')) ?? '';
  const root = mkdtempSync(join(tmpdir(), 'nx-cross-zig-layer-'));
  try {
    const bin = join(root, 'usr/local/bin');
    mkdirSync(bin, { recursive: true });
    cpSync(join(pinned, 'lib', python, 'site-packages/ziglang'), join(root, 'opt/zig'), { recursive: true });
    cpSync(join(pinned, 'bin/cargo-zigbuild'), join(bin, 'cargo-zigbuild'));
    symlinkSync('/opt/zig/zig', join(bin, 'zig'));
    const std = join('lib/rustlib', MAC);
    const rust = join(readTestbed().rustBinDirectory, '..');
    cpSync(join(rust, std), join(root, ROOT_OF_RUST, std), { recursive: true, dereference: true });
    execFileSync('tar', [
      '--create',
      '--file',
      layer,
      '--directory',
      root,
      '--sort=name',
      '--owner=0',
      '--group=0',
      '.',
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('macOS by zig in an image', () => {
  let engine: BuilderEngine;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nx-cross-macos-'));
    const layer = join(folder, 'zig.tar');
    await writeZigLayer(layer);
    engine = await BuilderEngine.start('docker', { over: [layer] });
    rmSync(layer);
    mkdirSync(join(folder, 'deeper'));
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });

  it('is built, stripped and verified, the same bytes from another folder', async () => {
    const made: string[][] = [];
    for (const place of [folder, join(folder, 'deeper')]) {
      const rig = engine.workspace({ platforms: ['darwin-aarch64'], folder: place });
      const env = { ...engine.env, PATH: rig.offerPrograms(['sh', 'git']), NX_CROSS_TOOLS: rig.path('no-tools') };
      const run = await rig.nx(['run', 'greeter:package-all', '--outputStyle=static'], { env });
      expect(run).toMatchObject({ exitCode: 0 });
      expect(run.output).toContain('linking with zig');
      expect(run.output).toContain(`in a container of ${BUILDER}`);
      expect(rig.record('greeter', MAC, 'verify')).toMatchObject({
        artifacts: [
          {
            name: 'greeter',
            binary: { format: 'mach-o', architectures: ['aarch64'], signature: 'ad-hoc', stripped: true },
          },
        ],
      });
      const stages = ['cross-compile', 'strip', 'verify'].map((stage) => [stage, 'greeter']);
      const files = [...stages, ['package', 'greeter-v1.2.3-darwin-aarch64.tar.gz']];
      made.push(files.map((path) => readFileSync(rig.path('dist', 'greeter', MAC, ...path)).toString('base64')));
    }
    expect(made[0]).toEqual(made[1]);
    expect(await engine.rig.containers()).toEqual([]);
  });
});
