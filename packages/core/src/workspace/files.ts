import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderEntry, ListFolder, ReadText } from '../cargo';

/** A workspace's files, each read once: one graph asks for the same manifests again and again. */
export interface WorkspaceFiles {
  /** Absolute. */
  readonly root: string;
  readonly readText: ReadText;
  readonly list: ListFolder;
}

export function openFiles(root: string): WorkspaceFiles {
  return {
    root,
    readText: remembered((path) => absentAsUndefined(() => readFileSync(join(root, path), 'utf8'))),
    list: remembered((path) => absentAsUndefined(() => listFolder(join(root, path)))),
  };
}

function listFolder(folder: string): readonly FolderEntry[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    isFolder: entry.isDirectory(),
  }));
}

function remembered<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const found = known.get(path);
    if (found !== undefined || known.has(path)) return found as T;
    const value = read(path);
    known.set(path, value);
    return value;
  };
}

function absentAsUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
