import { posix } from 'node:path';
import ignore from 'ignore';

/** Text of a file by its path relative to the workspace's root; `undefined` where there is none. */
type ReadText = (path: string) => string | undefined;

/** Nx leaves out what git ignores, and what its own files of the same form name. */
const RULE_FILES = ['.gitignore', '.nxignore'];

/**
 * Whether Nx hashes a file of the workspace (relative path): not where git leaves it out, by a `.gitignore` of any folder
 * above it or by this clone's own `info/exclude`. Of two rules the nearer counts; what lies in a folder that is left out
 * cannot be let in again. https://git-scm.com/docs/gitignore
 */
export function openIgnoreRules(readText: ReadText): (path: string) => boolean {
  const known = new Map<string, ReturnType<typeof ignore> | undefined>();
  const rulesOf = (folder: string) => {
    if (!known.has(folder)) known.set(folder, readRules(folder, readText));
    return known.get(folder);
  };
  const isIgnoredItself = (path: string): boolean => {
    for (const folder of foldersAbove(path.replace(/\/$/, ''))) {
      const verdict = rulesOf(folder)?.test(folder === '.' ? path : path.slice(folder.length + 1));
      if (verdict?.ignored === true) return true;
      if (verdict?.unignored === true) return false;
    }
    return false;
  };
  return (path) => path.split('/')[0] === '.git' || [...foldersOf(path), path].some(isIgnoredItself);
}

function readRules(folder: string, readText: ReadText): ReturnType<typeof ignore> | undefined {
  const own = folder === '.' ? ['.git/info/exclude'] : [];
  const texts = [...own, ...RULE_FILES].map((name) => readText(posix.join(folder, name)));
  return texts.every((text) => text === undefined)
    ? undefined
    : ignore().add(texts.filter((text) => text !== undefined).join('\n'));
}

/** `a/b/c` → `a/`, `a/b/`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}

/** `a/b/c` → `a/b`, `a`, `.`: the nearest first. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}
