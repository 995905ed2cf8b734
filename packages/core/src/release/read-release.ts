import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { comparePaths } from '../archive';
import type { Artifact } from '../artifact';
import { readArtifactRecord, verifyArtifactFiles } from '../artifact';
import { Failure, throwFailures } from '../failure';
import { findMistakes } from '../schema-mistakes';
import { gatherRelease } from './gather-release';
import { renderManifest } from './manifest';
import type { Manifest } from './manifest-schema';
import { ManifestSchema } from './manifest-schema';
import type { Release, ReleasePart } from './release';
import { MANIFEST_FILE } from './release';

/** A file that is published. */
export interface FinishedFile {
  readonly artifact: Artifact;
  /** Absolute. */
  readonly source: string;
}

/** A release with its checksums: all that a channel publishes. */
export interface FinishedRelease {
  readonly release: Release;
  /** Archives and small files, sorted by name. */
  readonly files: readonly FinishedFile[];
}

/**
 * Reads back what the checksum stage left in `directory`, and the parts again that it was made of. What is published is
 * what was summed: had an archive been made anew since, its digest and so the manifest would differ.
 * Failures: those of gathering, `record-missing`, `record-damaged`, `artifact-changed`.
 */
export async function readRelease(directory: string, parts: readonly ReleasePart[]): Promise<FinishedRelease> {
  const record = await readArtifactRecord(directory);
  await verifyArtifactFiles(record, directory);
  const file = join(directory, MANIFEST_FILE);
  const text = await readManifestText(file);
  const { name, version, commit, tag, omittedPlatforms } = parseManifest(text, file);
  const explicit = { ...(commit === undefined ? {} : { commit }), ...(tag === undefined ? {} : { tag }) };
  const release = await gatherRelease({ name, version, parts, omittedPlatforms, ...explicit });
  if (renderManifest(release) !== text) {
    throw new Failure('artifact-changed', {
      message: 'the packages are not those that the checksums were made of',
      hint: 'run the checksum target again',
      place: { file },
    });
  }
  const archives = release.files.map(({ artifact, source }) => ({ artifact, source }));
  const small = record.artifacts.map((artifact) => ({ artifact, source: join(directory, artifact.path) }));
  const files = [...archives, ...small].sort((a, b) => comparePaths(a.artifact.name, b.artifact.name));
  return { release, files };
}

async function readManifestText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Failure('artifact-missing', { message: 'there is no manifest here', place: { file }, hint: HINT });
  });
}

/** The manifest that a text holds. `file` names it in failures. Failure: `record-damaged`, for every mistake. */
export function parseManifest(text: string, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(file, `not JSON: ${(error as SyntaxError).message}`);
  }
  throwFailures(findMistakes(ManifestSchema, value).map(({ message }) => damaged(file, message)));
  return value as Manifest;
}

const HINT = 'run the checksum target again';

function damaged(file: string, message: string): Failure {
  return new Failure('record-damaged', { message, place: { file }, hint: HINT });
}
