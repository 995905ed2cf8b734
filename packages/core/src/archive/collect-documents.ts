import { readdir } from 'node:fs/promises';
import type { Failure } from '../failure';
import type { Collected } from './collect-files';
import { probeFile } from './confine';
import { comparePaths } from './file-name';
import type { PackingRoots } from './file-pattern';
import type { ArchiveEntry } from './plan';

/** What every archive brings along unasked. A project under a licence of its own is not under the workspace's. */
const FAMILIES = [['README'], ['LICENSE', 'UNLICENSE'], ['CHANGELOG']] as const;

/**
 * README*, LICENSE*, UNLICENSE* and CHANGELOG* at the root of the project; of each family that it lacks, the
 * workspace's. `roots.workspaceRoot` has its links resolved. Failures: `link-outside-workspace`, links that lead nowhere.
 */
export async function collectDocuments({ projectRoot, workspaceRoot }: PackingRoots): Promise<Collected> {
  const own = await readdir(projectRoot);
  const shared = await readdir(workspaceRoot);
  const entries: ArchiveEntry[] = [];
  const failures: Failure[] = [];
  const collect = async (root: string, names: readonly string[]): Promise<boolean> => {
    const before = entries.length;
    for (const name of [...names].sort(comparePaths)) {
      const found = await probeFile(root, name, workspaceRoot);
      if (found.kind === 'problem') failures.push(found.failure);
      if (found.kind === 'file') entries.push({ source: found.source, path: name, mode: 0o644 });
    }
    return entries.length > before;
  };
  for (const family of FAMILIES) {
    const ofFamily = (name: string) => family.some((start) => name.startsWith(start));
    if (!(await collect(projectRoot, own.filter(ofFamily)))) await collect(workspaceRoot, shared.filter(ofFamily));
  }
  return { entries, failures };
}
