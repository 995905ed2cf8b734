import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactRecord } from '../artifact';
import { cannotWrite, copyArtifact, readArtifactRecord, verifyArtifactFiles, writeArtifactRecord } from '../artifact';
import type { StageFolder } from './gather-imports';
import type { ImportKey } from './places';
import { IMPORTED_FOLDER, importedFolder } from './places';

/** Puts gathered folders where the tasks of the workspace find them, each whole or not at all. Failure: `cannot-write`. */
export async function importFolders(workspaceRoot: string, folders: readonly StageFolder[]): Promise<void> {
  const home = join(workspaceRoot, IMPORTED_FOLDER);
  try {
    await mkdir(home, { recursive: true });
    await writeFile(join(dirname(home), '.gitignore'), '*\n');
  } catch (error) {
    throw cannotWrite(home, error);
  }
  for (const folder of folders) await importFolder(join(workspaceRoot, importedFolder(folder)), folder);
}

async function importFolder(target: string, { directory, record }: StageFolder): Promise<void> {
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await copyStage(record, directory, temporary);
    for (const { path, kind } of record.artifacts) {
      // CI's storage of artifacts forgets modes (actions/upload-artifact, "Permission Loss").
      await chmod(join(temporary, path), kind === 'executable' || kind === 'library' ? 0o755 : 0o644);
    }
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw cannotWrite(target, error);
  }
}

/**
 * Fills a stage's own folder from what was imported for it; `folder` is empty. What was imported is held to its record once
 * more: it has lain there. Failures: `record-damaged`, `artifact-missing`, `artifact-changed`, `cannot-write`.
 */
export async function adoptImport(workspaceRoot: string, key: ImportKey, folder: string): Promise<void> {
  const from = join(workspaceRoot, importedFolder(key));
  const record = await readArtifactRecord(from);
  await verifyArtifactFiles(record, from);
  await copyStage(record, from, folder);
}

async function copyStage(record: ArtifactRecord, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const { path } of record.artifacts) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyArtifact(join(from, path), join(to, path));
  }
  await writeArtifactRecord(to, record);
}
