import { comparePaths } from '../archive';
import type { Sha256 } from '../artifact';

export interface Summed {
  /** A file's name, without folders, of characters that need no escape. */
  readonly name: string;
  readonly sha256: Sha256;
}

/** `SHA256SUMS` as `sha256sum -c` reads it: two spaces mean a file that is read as text, which is all the same here. */
export function renderSha256Sums(files: readonly Summed[]): string {
  const sorted = [...files].sort((a, b) => comparePaths(a.name, b.name));
  return sorted.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
}
