import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, ArtifactRecord } from '../artifact';
import { Failure, throwFailures } from '../failure';
import type { ArchiveOptions } from '../unit/unit';
import type { NameSubject } from './archive-name';
import { bareSuffix, resolveArchiveStem, resolveBinaryName } from './archive-name';
import { collectDocuments } from './collect-documents';
import { collectFiles } from './collect-files';
import { arrangeEntries } from './entries';
import type { PackingRoots } from './file-pattern';
import type { ArchiveEntry, ArchivePlan } from './plan';

export interface ArchiveRequest extends NameSubject, PackingRoots {
  /** The record of the stage before, and the folder that it lies in. */
  readonly record: ArtifactRecord;
  readonly recordDirectory: string;
  readonly options: ArchiveOptions;
}

/**
 * Decides what the unit's archive for the platform holds; reads folders, writes nothing.
 * Failures, all of one archive at once: `template-invalid`, `artifact-missing` (nothing to package),
 * `path-outside-workspace`, `link-outside-workspace`, `files-match-nothing`, `name-collision`.
 */
export async function planArchive(request: ArchiveRequest): Promise<ArchivePlan> {
  const stem = resolveArchiveStem(request.options.name, request);
  const binaries = request.record.artifacts.filter(({ kind }) => kind === 'executable' || kind === 'library');
  checkBinaries(binaries, request);
  if (request.options.format === 'binary') return planBareBinary(binaries, stem, request);
  const own = binaries.map((binary) =>
    recordedEntry(binary, resolveBinaryName(binary, request.options, request), 0o755, request),
  );
  const roots = { projectRoot: request.projectRoot, workspaceRoot: await realpath(request.workspaceRoot) };
  const listed = await collectFiles(request.options.files, roots);
  const documents = await collectDocuments(roots);
  const folder = request.options.wrapInDirectory ? `${stem}/` : '';
  const { entries, failures } = arrangeEntries([...own, ...listed.entries], documents.entries, folder);
  throwFailures([...listed.failures, ...documents.failures, ...failures]);
  return {
    fileName: `${stem}.${request.options.format}`,
    format: request.options.format,
    entries,
    contents: binaries.map((binary, index) => renamed(binary, folder + (own[index] as ArchiveEntry).path)),
  };
}

/** The archive of the split debug symbols, named after the unit's; `undefined` where there are none. */
export function planSymbolsArchive(request: ArchiveRequest): ArchivePlan | undefined {
  const symbols = request.record.artifacts.filter(({ kind }) => kind === 'symbols');
  if (symbols.length === 0) return undefined;
  const stem = `${resolveArchiveStem(request.options.name, request)}-symbols`;
  const format = request.platform.os === 'windows' ? 'zip' : 'tar.gz';
  const own = symbols.map((artifact) => recordedEntry(artifact, artifact.name, 0o644, request));
  const { entries, failures } = arrangeEntries(own, [], '');
  throwFailures(failures);
  return { fileName: `${stem}.${format}`, format, entries, contents: symbols.map((each) => renamed(each, each.name)) };
}

function planBareBinary(binaries: readonly Artifact[], stem: string, request: ArchiveRequest): ArchivePlan {
  const binary = binaries[0] as Artifact;
  const fileName = stem + bareSuffix(binary, request.platform);
  const entries = [recordedEntry(binary, fileName, 0o755, request)];
  return { fileName, format: 'binary', entries, contents: [renamed(binary, fileName)] };
}

function checkBinaries(binaries: readonly Artifact[], { record, options, platform }: ArchiveRequest): void {
  const whose = `\`${record.unit}\` for ${platform.friendly}`;
  if (binaries.length === 0) {
    const message = `the artifact record of ${whose} (stage \`${record.stage}\`) lists no executable and no library`;
    const hint = '`archive.from` must name a stage or target that leaves binaries';
    throw new Failure('artifact-missing', { message, hint });
  }
  if (options.format === 'binary' && binaries.length > 1) {
    const names = binaries.map(({ name }) => JSON.stringify(name)).join(', ');
    const message = `${whose} has ${binaries.length} binaries (${names}), and the format \`binary\` one file`;
    throw new Failure('name-collision', { message, hint: 'choose `tar.gz` or `zip`, or make each a unit of its own' });
  }
}

function recordedEntry(artifact: Artifact, path: string, mode: 0o644 | 0o755, request: ArchiveRequest): ArchiveEntry {
  const { size, sha256 } = artifact;
  return { source: join(request.recordDirectory, artifact.path), path, mode, recorded: { size, sha256 } };
}

function renamed(artifact: Artifact, path: string): Artifact {
  return { ...artifact, name: path.slice(path.lastIndexOf('/') + 1), path };
}
