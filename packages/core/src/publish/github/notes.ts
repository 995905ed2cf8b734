import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Failure } from '../../failure';
import type { RunGit } from '../../release';
import type { NotesOptions } from '../../unit/unit';

export interface NotesRequest {
  readonly notes: NotesOptions | undefined;
  readonly version: string;
  readonly prerelease: boolean;
  readonly commit: string;
  /** With `{version}` in it. */
  readonly tagTemplate: string;
  /** Of the release's project, relative to the workspace's root. */
  readonly projectRoot: string;
  /** Folders of everything that is built into the release, relative to the workspace's root. */
  readonly sources: readonly string[];
  /** Absolute. */
  readonly workspaceRoot: string;
}

/** GitHub takes no more: `body is too long (maximum is 125000 characters)`. */
const LONGEST_NOTES = 125_000;

/** Failure: `notes-missing` where there are none, or more than GitHub takes. */
export async function resolveNotes(request: NotesRequest, git: RunGit): Promise<string | undefined> {
  const { notes } = request;
  if (notes === undefined) return undefined;
  const text = await readNotes(notes, request, git);
  if (text.length <= LONGEST_NOTES) return text;
  throw new Failure('notes-missing', {
    message: `the notes have ${String(text.length)} characters, and GitHub takes ${String(LONGEST_NOTES)}`,
    hint: 'shorten them, and link to the rest',
  });
}

async function readNotes(notes: NotesOptions, request: NotesRequest, git: RunGit): Promise<string> {
  if (notes === 'changelog') return readChangelog(request);
  if (notes === 'commits') return listCommits(request, git);
  return readText(request.workspaceRoot, notes.file).then((text) => text ?? Promise.reject(missing(notes.file)));
}

/** The project's own changelog, else the workspace's. */
async function readChangelog({ workspaceRoot, projectRoot, version }: NotesRequest): Promise<string> {
  const files = [...new Set([posix.join(projectRoot, 'CHANGELOG.md'), 'CHANGELOG.md'])];
  for (const file of files) {
    const text = await readText(workspaceRoot, file);
    if (text === undefined) continue;
    const section = findSection(text, version);
    if (section !== undefined) return section;
    throw new Failure('notes-missing', {
      message: `there is no section for ${version}`,
      place: { file },
      hint: `write one under a heading like ## ${version}`,
    });
  }
  throw missing(files[0] ?? 'CHANGELOG.md');
}

/**
 * The text below the heading that has the version in it (`## 1.2.3`, `## [1.2.3] - 2026-01-01`, `# v1.2.3 (2026-01-01)`), up
 * to the next one of its level or above; `undefined` where there is no such heading.
 */
export function findSection(changelog: string, version: string): string | undefined {
  const lines = changelog.replaceAll('\r\n', '\n').split('\n');
  const levelOf = levelsOf(lines);
  const start = lines.findIndex((line, index) => levelOf[index] !== undefined && namesVersion(line, version));
  const level = levelOf[start];
  if (level === undefined) return undefined;
  const next = lines.findIndex((_line, index) => index > start && (levelOf[index] ?? Infinity) <= level);
  return lines
    .slice(start + 1, next === -1 ? undefined : next)
    .join('\n')
    .trim();
}

/** How many `#` each heading has; a line within a fence of code is none. */
function levelsOf(lines: readonly string[]): (number | undefined)[] {
  let fence: string | undefined;
  return lines.map((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    return fence === undefined && mark === undefined ? /^(#{1,6})\s/.exec(line)?.[1]?.length : undefined;
  });
}

/** Not `1.2.3` in `1.2.30`, `11.2.3` or `1.2.3-rc.1`. */
function namesVersion(heading: string, version: string): boolean {
  const escaped = version.replace(/[.+]/g, '\\$&');
  return new RegExp(`(^|[^0-9A-Za-z.+-])v?${escaped}($|[^0-9A-Za-z.+-]|[.+-]+($|\\s))`).test(heading);
}

/** Since the release before: for a full release the last full one, for a prerelease the last of any kind. */
function listCommits(request: NotesRequest, git: RunGit): string {
  const { version, prerelease, commit, tagTemplate, sources } = request;
  if (git(['rev-parse', '--is-shallow-repository'])?.trim() !== 'false') {
    throw new Failure('notes-missing', {
      message: 'the notes are the commits since the tag before, and this clone is shallow: it does not have them',
      hint: 'fetch the whole history: git fetch --unshallow --tags (actions/checkout: fetch-depth: 0)',
    });
  }
  // Not `v*`: that is `vendor-1` too.
  const glob = tagTemplate.replace('{version}', '[0-9]*');
  const excluded = [tagTemplate.replace('{version}', version), ...(prerelease ? [] : [`${glob}-*`])];
  const words = ['--abbrev=0', '--tags', `--match=${glob}`, ...excluded.map((each) => `--exclude=${each}`), commit];
  const previous = git(['describe', ...words])?.trim();
  const range = previous === undefined ? commit : `${previous}..${commit}`;
  const log = git(['log', '--no-merges', '--format=- %s (%h)', range, '--', ...sources]);
  return (log ?? '').trimEnd();
}

async function readText(workspaceRoot: string, file: string): Promise<string | undefined> {
  return readFile(join(workspaceRoot, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure('notes-missing', { message: 'the notes cannot be read', place: { file }, cause: error });
  });
}

function missing(file: string): Failure {
  return new Failure('notes-missing', {
    message: 'the notes should be here, and there is no such file',
    place: { file },
    hint: 'write it, or change `notes` of the channel',
  });
}
