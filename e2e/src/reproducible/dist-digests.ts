import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every file below a folder, by its path inside: whether it may be run, and the SHA-256 of its bytes. */
export function digestsBelow(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), describe(path)]));
}

function describe(path: string): string {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return `${(statSync(path).mode & 0o100) === 0 ? 'file' : 'program'} ${sha256}`;
}
