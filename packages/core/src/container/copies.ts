import { createReadStream, lstatSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import type { Header, Pack } from 'tar-stream';
import { pack as createPack } from 'tar-stream';

/** Something that a container gets before its command starts. `path` is absolute, and the container's. */
export type Copy =
  /** What lies at `source` here: its content, whether it can be run, its time; of a link, where it leads. */
  | { readonly kind: 'file'; readonly path: string; readonly source: string }
  /** A text that is nowhere here; the oldest of all files. */
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  | { readonly kind: 'folder'; readonly path: string };

/** Of a file that lies there where it lies here. */
export function copyOfFile(path: string): Copy {
  return { kind: 'file', path, source: path };
}

export interface Copies {
  /** From here on down, folders on the way belong to the container's user too. Absolute. */
  readonly root: string;
  readonly copies: readonly Copy[];
}

/**
 * Streams copies into a container, running or not, and into the volumes that it sees.
 *
 * @param user Of the container, `1000:1000`: whose they become. Root's where absent.
 */
export async function copyIn(container: Dockerode.Container, what: Copies, user: string | undefined): Promise<void> {
  const pack = createPack();
  const stop = new AbortController();
  let cause: unknown;
  const fail = (error: unknown) => {
    // What comes of ending the other side is no news.
    cause ??= error;
    pack.destroy();
    stop.abort();
  };
  // tar-stream's streams are not node's own; read as an iterable, they end, fail and stop as node expects.
  const put = container.putArchive(Readable.from(pack), { path: '/', abortSignal: stop.signal });
  await Promise.all([put.catch(fail), feed(pack, what, ownerOf(user)).catch(fail)]);
  if (cause !== undefined) throw cause;
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;
type Owner = Pick<Header, 'uid' | 'gid'>;

function ownerOf(user = '0:0'): Owner {
  const [uid = 0, gid = 0] = user.split(':').map(Number);
  return { uid, gid };
}

async function feed(pack: Pack, { root, copies }: Copies, owner: Owner): Promise<void> {
  const made = new Set<string>();
  for (const copy of copies) {
    for (const folder of foldersBetween(root, copy.path).filter((each) => !made.has(each))) {
      made.add(folder);
      addFolder(pack, folder, owner);
    }
    await feedCopy(pack, copy, owner);
  }
  pack.finalize();
}

async function feedCopy(pack: Pack, copy: Copy, owner: Owner): Promise<void> {
  if (copy.kind === 'folder') return addFolder(pack, copy.path, owner);
  if (copy.kind === 'text') {
    pack.entry({ ...owner, name: nameOf(copy.path), mode: 0o644, mtime: new Date(0) }, copy.text);
    return;
  }
  const header = headerOf(copy.path, copy.source);
  if (header === undefined) return;
  const entry = pack.entry({ ...header, ...owner });
  if (header.type !== 'symlink') await pipeline(createReadStream(copy.source), entry);
}

/** Undefined for what is gone, and for what is no file: it is not there then. */
function headerOf(path: string, source: string): EntryHeader | undefined {
  const stat = lstatSync(source, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined || !(stat.isFile() || stat.isSymbolicLink())) return undefined;
  const common = { name: nameOf(path), mode: Number(stat.mode & 0o777n), mtime: stat.mtime };
  if (stat.isSymbolicLink()) return { ...common, type: 'symlink', linkname: readlinkSync(source) };
  // A plain header has whole seconds, and tools tell one edit from the next by less.
  const fraction = String(stat.mtimeNs % 1_000_000_000n).padStart(9, '0');
  const pax = { mtime: `${stat.mtimeNs / 1_000_000_000n}.${fraction}` };
  return { ...common, type: 'file', size: Number(stat.size), pax };
}

function addFolder(pack: Pack, path: string, owner: Owner): void {
  pack.entry({ ...owner, name: nameOf(path), type: 'directory', mode: 0o755, mtime: new Date(0) });
}

/** In an archive that is unpacked at the root. */
function nameOf(path: string): string {
  return path.replace(/^\/+/, '');
}

/** `/a`, `/a/b/c/file` → `/a`, `/a/b`, `/a/b/c`; of a path that lies elsewhere, none. */
export function foldersBetween(root: string, path: string): readonly string[] {
  const way = posix.relative(root, posix.dirname(path));
  if (way === '..' || way.startsWith('../')) return [];
  const parts = way === '' ? [] : way.split('/');
  return [root, ...parts.map((_, index) => posix.join(root, ...parts.slice(0, index + 1)))];
}
