import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder, hidden ones too: path → mode and digest. */
export function readTree(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const described = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    return [path.slice(folder.length + 1), `${(lstatSync(path).mode & 0o777).toString(8)} ${digest}`] as const;
  });
  return Object.fromEntries(described.sort(([a], [b]) => (a < b ? -1 : 1)));
}
