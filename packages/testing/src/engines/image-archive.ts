import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';

export interface ImageRecipe {
  /** With a host in front, `localhost/tiny:1`: Podman gives every other name one. */
  readonly tag: string;
  /** The engines' word: `amd64` where absent. */
  readonly architecture?: string;
  /** A tar of the whole file system. */
  readonly layer: string;
  /** Tars of what lies over it. */
  readonly over?: readonly string[];
}

/** As {@link withImage}, into a file. */
export async function writeImage(recipe: ImageRecipe, archive: string): Promise<void> {
  await withImage(recipe, (image) => pipeline(image, createWriteStream(archive)));
}

/**
 * Packs an image as `docker save` does, which every engine loads and gives the same id. An import would not: Podman's takes
 * no tag through Docker's API. A stream, since one that compiles has two gigabytes, and its layers lie on the disk already.
 */
export async function withImage<T>(recipe: ImageRecipe, use: (image: Readable) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-image-'));
  try {
    const layers = [recipe.layer, ...(recipe.over ?? [])];
    const names = layers.map((_, index) => `layer-${index}.tar`);
    // They are large, and read where they are.
    layers.forEach((layer, index) => symlinkSync(layer, join(folder, names[index] ?? '')));
    writeFileSync(join(folder, 'config.json'), JSON.stringify(await configOf(recipe, layers)));
    const manifest = [{ Config: 'config.json', RepoTags: [recipe.tag], Layers: names }];
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const words = tarWords('-', folder, ['--dereference', 'manifest.json', 'config.json', ...names]);
    const packing = execa('tar', words, { buffer: false });
    try {
      const [used] = await Promise.all([use(packing.stdout), packing]);
      return used;
    } finally {
      packing.kill();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The file system of a small system: one program under the names of the usual ones, and these files. */
export async function writeTinyLayer(
  layer: string,
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-layer-'));
  try {
    for (const place of ['bin', 'tmp', 'etc']) mkdirSync(join(folder, place));
    cpSync('/bin/busybox', join(folder, 'bin/busybox'));
    const { stdout } = await execa('/bin/busybox', ['--list']);
    for (const name of stdout.split('\n').filter((name) => name !== 'busybox')) {
      symlinkSync('busybox', join(folder, 'bin', name));
    }
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    // The root of a system is for all users.
    await execa('chmod', ['0755', folder]);
    await execa('tar', tarWords(layer, folder, ['.']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function configOf({ architecture = 'amd64' }: ImageRecipe, layers: readonly string[]): Promise<object> {
  const digests: string[] = [];
  for (const layer of layers) digests.push(await digestOfFile(layer));
  return {
    architecture,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sh'] },
    rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'tests' })),
  };
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function tarWords(archive: string, folder: string, names: readonly string[]): string[] {
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  return ['--create', '--file', archive, '--directory', folder, ...same, ...names];
}
