import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { cannotWrite } from '../artifact';
import type { Copies, Copy, Engine, Mount } from '../container';
import { ensureVolumes, ownUse, volumeName } from '../container';
import { homesOf } from '../toolchain';
import type { CopyReason } from './file-access';
import type { Machine } from './machine';

/** Where cargo's and the tools' own homes are in a container: the same for everybody, since binaries may name them. */
export const CARGO_HOME = '/nx-cross/cargo';
export const HOME = '/nx-cross/home';

type FolderMount = Extract<Mount, { readonly kind: 'folder' }>;

/** A volume of the engine's, for what lasts from one container to the next. */
export interface PlacedVolume {
  readonly what: 'target' | 'home' | 'cargo';
  /** Absolute, in the container. */
  readonly target: string;
  /** With this file of the machine it ends; absolute. The user's for good where absent. */
  readonly endsWith?: string;
}

/**
 * How files get to a build and back: the engine mounts folders of this machine; or it does not see them, so each container
 * gets a copy of what it reads, and what has to last lies in volumes of the engine's.
 *
 * `root` is the workspace's, absolute: the same on both sides, so that what cargo says of files is true on both.
 */
export type PlacedFiles =
  | { readonly how: 'mounted'; readonly root: string; readonly mounts: readonly FolderMount[] }
  | {
      readonly how: 'copied';
      readonly why: CopyReason;
      readonly root: string;
      readonly volumes: readonly PlacedVolume[];
    };

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
  return { how: 'mounted', root: workspaceRoot, mounts };
}

/**
 * Cargo's downloads are in a volume of the user's. The target directory and the tools' caches are in volumes that go with
 * the folder that stands here for the target directory: what is noted there of earlier builds is true of these alone.
 */
export function copyFiles(base: string, directory: string, { workspaceRoot }: Machine, why: CopyReason): PlacedFiles {
  const endsWith = join(base, '.nx-cross', `volume-${directory}`);
  const volumes = [
    { what: 'target', target: base, endsWith },
    { what: 'home', target: HOME, endsWith },
    { what: 'cargo', target: CARGO_HOME },
  ] as const;
  return { how: 'copied', why, root: workspaceRoot, volumes };
}

/**
 * What a container sees to answer questions: nothing but the workspace's files, for tools need no homes to write to then. So
 * a plan leaves nothing, and folders of the machine need not be there.
 */
export function mountsToAsk(files: PlacedFiles, readOnly: boolean): readonly Mount[] {
  if (files.how === 'copied') return [];
  return files.mounts.filter(({ source, target }) => source === target).map((mount) => ({ ...mount, readOnly }));
}

/** What a container of a build sees, which is there then. @throws Failure `cannot-write`, and those of engines. */
export async function prepareMounts(files: PlacedFiles, engine: Engine): Promise<readonly Mount[]> {
  if (files.how === 'mounted') {
    makeMountPoints(files.mounts);
    return files.mounts;
  }
  const of = ownUse();
  const made = files.volumes.map(({ what, target, endsWith: file }) => ({
    target,
    use: { of, what, ...(file === undefined ? {} : { file, id: readId(file) }) },
  }));
  const uses = made.map(({ use }) => use);
  await ensureVolumes(engine, uses);
  return made.map(({ use, target }) => ({ kind: 'volume', volume: volumeName(use), target }));
}

/** What a container gets: where files are mounted, nothing. */
export function copiesFor(files: PlacedFiles, copies: () => readonly Copy[]): Copies | undefined {
  if (files.how === 'mounted') return undefined;
  // A volume that is new is root's.
  const points = files.volumes.map(({ target }) => ({ kind: 'folder', path: target }) as const);
  return { root: files.root, copies: [...points, ...copies()] };
}

/**
 * Makes the folders that a build's containers see, and in them the points that other mounts of theirs are laid on: what the
 * engine had to make would be root's.
 */
function makeMountPoints(mounts: readonly FolderMount[]): void {
  for (const { source } of mounts) makeFolder(source);
  for (const outer of mounts) {
    const points = mounts.filter(({ target }) => target.startsWith(`${outer.target}/`));
    for (const { target } of points) makeFolder(join(outer.source, target.slice(outer.target.length)));
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Several builds may ask for it at the same moment: one of them says what it is. */
function readId(file: string): string {
  const own = `${file}.${randomUUID()}`;
  makeFolder(dirname(file));
  try {
    writeFileSync(own, randomUUID());
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(file, error);
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(file, 'utf8');
}

function folder(source: string, target: string): FolderMount {
  return { kind: 'folder', source, target };
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
