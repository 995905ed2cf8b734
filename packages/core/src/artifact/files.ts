import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, throwFailures } from '../failure';
import type { Artifact, ArtifactRecord, Sha256 } from './record';

/** Size in bytes and digest of a file, read as a stream: both are of the same bytes. */
export async function describeFile(path: string): Promise<{ size: number; sha256: Sha256 }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') as Sha256 };
}

/**
 * Checks that the files of a record are in its folder as they were recorded: a cache that restored half of them, or a
 * hand that edited one, must not reach a release. Failures: `artifact-missing`, `artifact-changed`, for all files.
 */
export async function verifyArtifactFiles(record: ArtifactRecord, directory: string): Promise<void> {
  const failures: Failure[] = [];
  for (const artifact of record.artifacts) {
    const failure = await checkFile(artifact, join(directory, artifact.path));
    if (failure !== undefined) failures.push(failure);
  }
  throwFailures(failures);
}

async function checkFile(artifact: Artifact, file: string): Promise<Failure | undefined> {
  const name = JSON.stringify(artifact.name);
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  const hint = 'run the stage that made it again, with --skip-nx-cache if the cache restores the same';
  const fail = (code: 'artifact-missing' | 'artifact-changed', message: string) =>
    new Failure(code, { message, place: { file }, hint });
  if (found === undefined) return fail('artifact-missing', `the artifact ${name} of the record is not there`);
  // A link's bytes can change without a trace in this folder.
  if (!found.isFile()) return fail('artifact-changed', `the artifact ${name} is not a regular file`);
  const { size, sha256 } = await describeFile(file);
  if (size === artifact.size && sha256 === artifact.sha256) return undefined;
  const recorded = `${artifact.size} bytes, sha256 ${artifact.sha256}`;
  return fail('artifact-changed', `the artifact ${name} has ${size} bytes, sha256 ${sha256}; recorded: ${recorded}`);
}
