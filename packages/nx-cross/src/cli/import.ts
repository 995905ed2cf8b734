import { resolve } from 'node:path';
import { gatherImports, importFolders } from '@nx-cross/core/import';
import type { FoundWorkspace } from './workspace';

/** Verifies all stage folders below a folder, then takes all of them over. */
export async function importCommand(
  folder: string,
  { root, projects }: FoundWorkspace,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const units = projects.flatMap(({ unit }) =>
    unit === undefined ? [] : [{ name: unit.name, platforms: unit.platforms.map(({ id }) => id) }],
  );
  const folders = await gatherImports({ from: resolve(folder), units });
  await importFolders(root, folders);
  const lines = folders.map(({ unit, platform, stage, record }) => {
    const names = record.artifacts.map(({ name }) => name).join(', ');
    return `imported ${unit} for ${platform}, ${stage}: ${names}\n`;
  });
  return { output: lines.join(''), exitCode: 0 };
}
