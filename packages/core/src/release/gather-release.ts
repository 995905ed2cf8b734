import { join } from 'node:path';
import { comparePaths, findPublishedNameProblem, foldPath } from '../archive';
import type { ArtifactRecord } from '../artifact';
import { RECORD_FILE, readArtifactRecord, verifyArtifactFiles } from '../artifact';
import { Failure, Failures, throwFailures } from '../failure';
import { INSTALLER_NAMES } from './install/installers';
import type { Release, ReleaseFile, ReleasePart } from './release';
import { CHECKSUMS_FILE, MANIFEST_FILE, MANIFEST_TEXT_FILE, SIDECAR_SUFFIX } from './release';
import { isPrerelease } from './version';

export interface ReleaseRequest {
  readonly name: string;
  readonly version: string;
  /** All that must be there. */
  readonly parts: readonly ReleasePart[];
  /** Platform ids that were left out on request. */
  readonly omittedPlatforms?: readonly string[];
  /** Named in the manifest where they are explicit inputs; nothing here asks git. */
  readonly commit?: string;
  readonly tag?: string;
}

/**
 * Finds every part of a release and holds it to its record. Failures, all of them at once: `release-gap` for each unit ×
 * platform without a package, `version-disagreement`, `name-collision`, `template-invalid` for a name that a channel
 * would change, and those of reading a record and verifying its files.
 */
export async function gatherRelease(request: ReleaseRequest): Promise<Release> {
  const gathered = await Promise.all(request.parts.map((part) => gatherPart(part, request.version)));
  const files = gathered.flatMap((part) => part.files).sort((a, b) => comparePaths(a.artifact.name, b.artifact.name));
  throwFailures([
    ...checkReleaseName(request.name),
    ...gathered.flatMap((part) => part.failures),
    ...checkFileNames(files),
  ]);
  return {
    name: request.name,
    version: request.version,
    prerelease: isPrerelease(request.version),
    ...(request.commit === undefined ? {} : { commit: request.commit }),
    ...(request.tag === undefined ? {} : { tag: request.tag }),
    omittedPlatforms: [...new Set(request.omittedPlatforms)].sort(comparePaths),
    files,
  };
}

interface Gathered {
  readonly files: readonly ReleaseFile[];
  readonly failures: readonly Failure[];
}

async function gatherPart(part: ReleasePart, version: string): Promise<Gathered> {
  try {
    const record = await readArtifactRecord(part.directory);
    const failures = checkRecord(record, part, version);
    if (failures.length > 0) return { files: [], failures };
    await verifyArtifactFiles(record, part.directory);
    const { unit, platform, directory } = part;
    const place = (path: string) => join(directory, path);
    return {
      files: record.artifacts.map((artifact) => ({ unit, platform, artifact, source: place(artifact.path) })),
      failures: [],
    };
  } catch (error) {
    return { files: [], failures: explain(error, part) };
  }
}

function explain(error: unknown, part: ReleasePart): readonly Failure[] {
  if (error instanceof Failures) return error.failures;
  if (!(error instanceof Failure)) throw error;
  return error.code === 'record-missing' ? [gap(part, 'is missing: no package of it is there')] : [error];
}

function checkRecord(record: ArtifactRecord, part: ReleasePart, version: string): Failure[] {
  if (record.unit !== part.unit || record.platform !== part.platform) {
    return [gap(part, `is missing: in its place is \`${record.unit}\` for ${record.platform}`)];
  }
  if (record.artifacts.length === 0) return [gap(part, 'is empty: its package holds no file')];
  if (record.version === version) return [];
  const found = record.version === undefined ? 'has no version' : `has the version ${record.version}`;
  return [
    new Failure('version-disagreement', {
      message: `\`${part.unit}\` for ${part.platform} ${found}, and the release ${version}`,
      hint: `package it again for ${version}; where the package was imported, import the stage \`verify\` in its place, which is packed here`,
    }),
  ];
}

function gap(part: ReleasePart, what: string): Failure {
  return new Failure('release-gap', {
    message: `\`${part.unit}\` for ${part.platform} ${what}`,
    hint: 'package it first, or leave the platform out with --platforms=',
    place: { file: join(part.directory, RECORD_FILE) },
  });
}

function checkReleaseName(name: string): Failure[] {
  const problem = findPublishedNameProblem(name);
  if (problem === undefined) return [];
  const message = `the release's name ${JSON.stringify(name)} ${problem}`;
  return [new Failure('template-invalid', { message, hint: 'change `release.name`' })];
}

/** Names that the release needs for itself, and names that are one file on Windows and macOS. */
function checkFileNames(files: readonly ReleaseFile[]): Failure[] {
  const taken = new Map<string, string>();
  for (const name of [CHECKSUMS_FILE, MANIFEST_FILE, MANIFEST_TEXT_FILE, RECORD_FILE, ...INSTALLER_NAMES]) {
    taken.set(foldPath(name), 'a file of the release itself');
  }
  for (const { artifact } of files) taken.set(foldPath(artifact.name + SIDECAR_SUFFIX), 'the checksum of another file');
  return files.flatMap(({ artifact: { name }, unit, platform }) => {
    const owner = `\`${unit}\` for ${platform}`;
    const problem = findPublishedNameProblem(name);
    const other = taken.get(foldPath(name));
    taken.set(foldPath(name), `a file of ${owner}`);
    const failures: Failure[] = [];
    if (problem !== undefined) {
      const message = `the file ${JSON.stringify(name)} of ${owner} ${problem}`;
      failures.push(new Failure('template-invalid', { message, hint: 'change `archive.name`' }));
    }
    if (other !== undefined) {
      const message = `the file ${JSON.stringify(name)} of ${owner} has the name of ${other}`;
      const hint = 'let `archive.name` tell units and platforms apart: {unit}-v{version}-{platform}';
      failures.push(new Failure('name-collision', { message, hint }));
    }
    return failures;
  });
}
