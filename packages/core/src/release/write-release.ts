import { join } from 'node:path';
import { comparePaths } from '../archive';
import type { Artifact, ArtifactRecord } from '../artifact';
import { digestOfBytes, emptyDirectory, writeArtifactRecord, writeFileAtomically } from '../artifact';
import type { Release } from './release';
import type { ReleaseFileOptions } from './release-files';
import { renderReleaseFiles } from './release-files';

/** A release's record is of no one platform, and a record must name one. */
const EVERY_PLATFORM = 'all';

/**
 * The checksum stage: empties the folder and leaves the small files and their record there. The archives stay where they
 * are: a copy of each in every cache would be the largest thing in it. Failure: `cannot-write`.
 */
export async function writeRelease(
  directory: string,
  release: Release,
  options: ReleaseFileOptions,
): Promise<ArtifactRecord> {
  const files = renderReleaseFiles(release, options);
  await emptyDirectory(directory);
  for (const { name, text } of files) await writeFileAtomically(join(directory, name), text);
  const artifacts = files.map(({ name, kind, text }): Artifact => {
    return { name, kind, path: name, size: Buffer.byteLength(text), sha256: digestOfBytes(text) };
  });
  const record: ArtifactRecord = {
    schemaVersion: 1,
    unit: release.name,
    platform: EVERY_PLATFORM,
    stage: 'checksum',
    version: release.version,
    artifacts: artifacts.sort((a, b) => comparePaths(a.name, b.name)),
  };
  await writeArtifactRecord(directory, record);
  return record;
}
