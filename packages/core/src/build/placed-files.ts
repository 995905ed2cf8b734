import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import type { Copies, Copy, Engine, Mount, VolumeUse } from '../container';
import { ensureVolumes, ownUse, volumeName } from '../container';
import { homesOf } from '../toolchain';
import type { Machine } from './machine';

/** Where cargo's and the tools' own homes are in a container: the same for everybody, since binaries may name them. */
export const CARGO_HOME = '/nx-cross/cargo';
export const HOME = '/nx-cross/home';

/**
 * How files get to a build and back: the engine mounts folders of this machine; or it does not see them, so each container
 * gets a copy of what it reads, and what has to last lies in volumes of the engine's.
 */
export interface PlacedFiles {
  readonly how: 'mounted' | 'copied';
  /** The workspace's root, absolute: the same on both sides, so that what cargo says of files is true on both. */
  readonly root: string;
  readonly mounts: readonly Mount[];
}

/**
 * Cargo's downloads are the user's own, its configuration and credentials are not; nothing else of the machine is seen.
 *
 * @param base Absolute folder in which target directories lie.
 * @param directory Name of those of an image.
 */
export function mountFiles(base: string, directory: string, { workspaceRoot, host }: Machine): PlacedFiles {
  const homes = join(base, `${directory}-home`);
  const downloads = homesOf(host).cargo;
  const mounts = [
    folder(workspaceRoot, workspaceRoot),
    ...(isInside(base, workspaceRoot) ? [] : [folder(base, base)]),
    folder(join(homes, 'cargo'), CARGO_HOME),
    folder(join(homes, 'home'), HOME),
    ...['registry', 'git'].map((name) => folder(join(downloads, name), posix.join(CARGO_HOME, name))),
  ];
  const points = ['registry', 'git'].map((name) => join(homes, 'cargo', name));
  // What the engine had to make would be root's.
  for (const path of [...mounts.map(({ source }) => source), ...points]) mkdirSync(path, { recursive: true });
  return { how: 'mounted', root: workspaceRoot, mounts };
}

/**
 * Cargo's downloads are in a volume of the user's. The target directory and the tools' caches are in volumes that go with
 * the folder that stands here for the target directory: what is noted there of earlier builds is true of these alone.
 */
export async function copyFiles(
  base: string,
  directory: string,
  engine: Engine,
  { workspaceRoot }: Machine,
): Promise<PlacedFiles> {
  const file = join(base, '.nx-cross', `volume-${directory}`);
  const own = { of: ownUse(), file, id: readId(file) };
  const uses: readonly (readonly [VolumeUse, string])[] = [
    [{ ...own, what: 'target' }, base],
    [{ ...own, what: 'home' }, HOME],
    [{ of: own.of, what: 'cargo' }, CARGO_HOME],
  ];
  await ensureVolumes(
    engine,
    uses.map(([use]) => use),
  );
  const mounts = uses.map(([use, target]): Mount => ({ kind: 'volume', volume: volumeName(use), target }));
  return { how: 'copied', root: workspaceRoot, mounts };
}

/** What a container gets: where files are mounted, nothing. */
export function copiesFor({ how, root, mounts }: PlacedFiles, copies: () => readonly Copy[]): Copies | undefined {
  if (how === 'mounted') return undefined;
  // A volume that is new is root's.
  const points = mounts.map(({ target }) => ({ kind: 'folder', path: target }) as const);
  return { root, copies: [...points, ...copies()] };
}

/** One that several builds may ask for at the same moment. */
function readId(file: string): string {
  const own = `${file}.${randomUUID()}`;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(own, randomUUID());
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own);
  }
  return readFileSync(file, 'utf8');
}

function folder(source: string, target: string) {
  return { kind: 'folder', source, target } as const;
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
