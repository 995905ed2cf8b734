import type { Sha256 } from '../artifact';
import { digestOfBytes, RECORD_FILE } from '../artifact';
import type { ImportKey } from './places';
import { IMPORTED_FOLDER, importedFolder } from './places';

/** The imports of a workspace, as the graph asks for them again and again. */
export interface Imports {
  /** The digest of the imported folder's artifact record, and so of all that is in it; `undefined` where there is none. */
  find(key: ImportKey): Sha256 | undefined;
}

/** Paths are relative to the workspace's root. A workspace that imported nothing costs one look. */
export function findImported(
  list: (path: string) => readonly unknown[] | undefined,
  readText: (path: string) => string | undefined,
): Imports {
  if (list(IMPORTED_FOLDER) === undefined) return { find: () => undefined };
  return {
    find: (key) => {
      const text = readText(`${importedFolder(key)}/${RECORD_FILE}`);
      return text === undefined ? undefined : digestOfBytes(text);
    },
  };
}
