/**
 * Text of a file by its path relative to the workspace's root, `/`-separated and without `.` or `..` inside;
 * `undefined` where there is no such file. The caller caches: one file is asked for many times.
 */
export type ReadText = (path: string) => string | undefined;

/** What one folder holds; `undefined` where there is no such folder. Paths as in `ReadText`, any order. */
export type ListFolder = (path: string) => readonly FolderEntry[] | undefined;

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}
