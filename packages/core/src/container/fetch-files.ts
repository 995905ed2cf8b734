import { posix } from 'node:path';
import { Failure } from '../failure';
import type { ReceiveFile } from './copy-out';
import { unpack } from './copy-out';
import type { Session } from './session';

/** A file as the container's system tells of it. */
export interface ListedFile {
  /** The same for all names of one file. */
  readonly inode: string;
  /** By the clock of the engine's machine, in milliseconds since 1970. */
  readonly mtimeMs: number;
}

/** In the container, beside our other places. */
const BOX = '/nx-cross/box';
const CLOCK = `${BOX}/clock`;

/** What lies below some folders, as the container's system tells it. */
export interface Listed {
  /** By absolute path. */
  readonly files: ReadonlyMap<string, ListedFile>;
  /** How far the clock of those times is ahead of this machine's: at most by what it took to ask. */
  readonly aheadMs: number;
}

/**
 * Lists the files below folders; one that is not there has none. What the image's programs say of other places counts for
 * nothing.
 *
 * @param left Names of folders that are not entered.
 */
export async function listFiles(
  session: Session,
  folders: readonly string[],
  left: readonly string[],
): Promise<Listed> {
  await session.put({ root: BOX, copies: [{ kind: 'folder', path: BOX }] });
  await runTool(session, ['touch', CLOCK]);
  const now = Date.now();
  const there = [CLOCK];
  for (const folder of folders) if (await session.has(folder)) there.push(folder);
  const prune = left.flatMap((name) => ['-type', 'd', '-name', name, '-prune', '-o']);
  // Both GNU's and busybox's know these words; a time with its fraction is said by %y alone.
  const stat = ['-exec', 'stat', '-c', '%i|%y|%n', '{}', '+'] as const;
  const said = await runTool(session, ['find', ...there, ...prune, '-type', 'f', ...stat]);
  const all = new Map(said.split('\n').flatMap(parseListed));
  const aheadMs = (all.get(CLOCK)?.mtimeMs ?? now) - now;
  return { files: new Map([...all].filter(([path]) => isBelow(path, folders))), aheadMs };
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return posix.normalize(path) === path && folders.some((folder) => path.startsWith(`${folder}/`));
}

function parseListed(line: string): [string, ListedFile][] {
  const [, inode, time, path] = /^(\d+)\|([^|]+)\|(.+)$/.exec(line) ?? [];
  if (inode === undefined || time === undefined || path === undefined) return [];
  return [[path, { inode, mtimeMs: parseTime(time) }]];
}

/** `2026-11-21 18:51:13.123456789 +0000` */
export function parseTime(text: string): number {
  const [, day, second, fraction = '', zone = '+00', minutes = '00'] =
    /^(\S+) (\d\d:\d\d:\d\d)(\.\d+)? ?([+-]\d\d)?(\d\d)?$/.exec(text) ?? [];
  return Date.parse(`${day}T${second}${zone}:${minutes}`) + Number(`0${fraction}`) * 1000;
}

/** As arguments of one call, which has room for two million characters: of files named as cargo names them. */
const AT_ONCE = 2_000;

/**
 * Copies files out of a container that waits: as archives of many, since each by itself would be a request. The image's own
 * program packs them, and may write what it likes: only what was asked for is handed on.
 */
export async function fetchFiles(session: Session, paths: readonly string[], receive: ReceiveFile): Promise<void> {
  if (paths.length === 0) return;
  await session.put({ root: BOX, copies: [{ kind: 'folder', path: BOX }] });
  const archive = `${BOX}/files.tar`;
  const names = paths.slice(0, AT_ONCE).map((path) => path.replace(/^\/+/, ''));
  const asked = new Set(names);
  await runTool(session, ['tar', '-c', '-f', archive, '-C', '/', ...names]);
  await session.get(archive, (_path, packed) =>
    unpack(packed, async (name, content, executable) => {
      if (asked.has(name)) await receive(`/${name}`, content, executable);
      else content.resume();
    }),
  );
  await fetchFiles(session, paths.slice(AT_ONCE), receive);
}

/** A build for another platform may take its files away meanwhile: that is no failure of the tool. */
const GONE = /No such file or directory|exit status|exit delayed|file changed as we read/;

async function runTool(session: Session, argv: readonly [string, ...string[]]): Promise<string> {
  const { exitCode, stdout, stderr } = await session.run(argv);
  const others = stderr.split('\n').filter((line) => line !== '' && !GONE.test(line));
  if (exitCode === 0 || (exitCode < 126 && others.length === 0)) return stdout;
  throw new Failure(exitCode >= 126 ? 'tool-missing' : 'engine-failed', {
    message: `${argv[0]} of the image did not do what copying files from there takes (exit code ${exitCode}).`,
    hint: 'An engine that does not see this machine’s files wants find, stat, tar and touch in the image.',
    output: stderr,
  });
}
