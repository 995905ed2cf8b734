import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomically, writeNote } from '../artifact';
import type { CargoMessage } from '../cargo';
import type { ListedFile, ReceiveFile, Session } from '../container';
import { abortOnSignal, fetchFiles, inSession, listFiles } from '../container';
import { depInfoBeside } from './gather-reads';
import type { BuildPlan, PlannedContainer } from './plan';
import { copiesFor, prepareMounts } from './placed-files';
import type { BuiltCrates, ForgottenCrate } from './stale-crates';
import { cargoFolders, forgetStaleCrates } from './stale-crates';

type CargoFolders = Pick<BuiltCrates, 'targetDirectory' | 'platform' | 'profile'>;

/** Absolute path → file of the target directory on the engine; times are of this machine's clock. */
type Listing = ReadonlyMap<string, ListedFile>;

/**
 * {@link forgetStaleCrates}, wherever the target directory lies. One that lies on the engine has a folder here under its
 * name, with the notes, and with as much of its files as the checks of a build look at.
 */
export async function forgetWhereBuilt(plan: BuildPlan, built: BuiltCrates): Promise<readonly ForgottenCrate[]> {
  const { container } = plan;
  if (container?.files.how !== 'copied') return forgetStaleCrates(built);
  return inTarget(container, async (session) => {
    const listing = await list(session, built);
    standFor(wantedFiles([], listing).traces, listing);
    const forgotten = forgetStaleCrates(built);
    const there = forgotten.flatMap(({ files }) => files).filter((path) => listing.has(path));
    // Emptied, for an engine's API has nothing to remove files with; cargo finds no fingerprint in them.
    const emptied = there.map((path) => ({ kind: 'text', path, text: '' }) as const);
    const copies = copiesFor(container.files, () => emptied);
    if (copies !== undefined && emptied.length > 0) await session.put(copies);
    return forgotten;
  });
}

/** Brings what cargo made, and says it read, to where it says that it lies; where files are mounted it is there. */
export async function fetchResults(
  { container, ...plan }: BuildPlan,
  profile: string,
  messages: readonly CargoMessage[],
): Promise<void> {
  if (container?.files.how !== 'copied') return;
  await inTarget(container, async (session) => {
    const listing = await list(session, { ...plan, profile });
    const wanted = wantedFiles(messages, listing);
    const received = new Set<string>();
    await fetchFiles(session, wanted.contents, async (path, ...file) => {
      await receiveFile(path, ...file);
      received.add(path);
    });
    // Of an earlier build: what this one has not left must not be taken for its own.
    const gone = [...wanted.contents, ...wanted.absent].filter((path) => !received.has(path));
    for (const path of gone) rmSync(path, { force: true });
    standFor([...received, ...wanted.traces], listing);
  });
}

async function inTarget<T>(
  { engine, imageId: image, image: imageName, files, user }: PlannedContainer,
  ask: (session: Session) => Promise<T>,
): Promise<T> {
  const owner = user === undefined ? {} : { user };
  const mounts = await prepareMounts(files, engine);
  const call = { image, imageName, env: {}, cwd: '/', mounts, network: 'none', ...owner } as const;
  return abortOnSignal(() => inSession(engine, call, ask));
}

/** Of crates alone, not what build scripts have made. */
async function list(session: Session, folders: CargoFolders): Promise<Listing> {
  const { files, aheadMs } = await listFiles(session, cargoFolders(folders), ['incremental', 'out']);
  return new Map([...files].map(([path, file]) => [path, { ...file, mtimeMs: file.mtimeMs - aheadMs }]));
}

/** Puts a file of a container under its own name, whole or not at all. */
export const receiveFile: ReceiveFile = async (path, content, executable) => {
  mkdirSync(dirname(path), { recursive: true });
  await writeFileAtomically(path, content, executable ? 0o777 : 0o666);
};

export interface WantedFiles {
  /** To be copied. */
  readonly contents: readonly string[];
  /** Of which only that they are there counts, their time, and which names are one file. */
  readonly traces: readonly string[];
  /** Would be copied, and are not there. */
  readonly absent: readonly string[];
}

/** What the checks of a build look at, of what lies in a target directory. */
export function wantedFiles(messages: readonly CargoMessage[], listing: Listing): WantedFiles {
  const names = namesOfEach(listing);
  const contents = new Set<string>();
  const traces = new Set([...listing.keys()].filter(isFingerprint));
  for (const message of messages) {
    if (message.kind === 'build-script') {
      contents.add(join(dirname(message.outDir), 'output'));
      continue;
    }
    const made = message.files.flatMap((file) => [file, ...(names.get(listing.get(file)?.inode ?? '') ?? [])]);
    for (const file of made) {
      traces.add(file);
      contents.add(depInfoBeside(file));
    }
    if (message.executable === undefined) continue;
    contents.add(message.executable.path);
    contents.add(`${message.executable.path.replace(/\.exe$/, '')}.d`);
  }
  const isThere = (path: string) => listing.has(path);
  return {
    contents: [...contents].filter(isThere),
    traces: [...traces].filter((path) => isThere(path) && !contents.has(path)),
    absent: [...contents].filter((path) => !isThere(path)),
  };
}

function namesOfEach(listing: Listing): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const [path, { inode }] of listing) names.set(inode, [...(names.get(inode) ?? []), path]);
  return names;
}

/** Makes files here that stand for those there: of their age, and one file where they are one. */
function standFor(paths: readonly string[], listing: Listing): void {
  const first = new Map<string, string>();
  for (const path of paths) {
    const file = listing.get(path);
    if (file === undefined) continue;
    const other = first.get(file.inode);
    if (other !== undefined) linkAs(other, path);
    else if (!existsSync(path)) writeNote(path, '');
    first.set(file.inode, other ?? path);
    utimesSync(path, file.mtimeMs / 1000, file.mtimeMs / 1000);
  }
}

/** In one step: a build beside this one may be looking at it. */
function linkAs(existing: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.ino === statSync(existing).ino) return;
  const own = `${path}.${randomUUID()}`;
  mkdirSync(dirname(path), { recursive: true });
  linkSync(existing, own);
  renameSync(own, path);
}

function isFingerprint(path: string): boolean {
  return path.includes('/.fingerprint/');
}
