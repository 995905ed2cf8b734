import type { Artifact, ArtifactRecord } from '../artifact';
import { fillDirectory, readArtifactRecord, verifyArtifactFiles, writeArtifactRecord } from '../artifact';
import { Failure } from '../failure';
import type { ArchivePlan } from './plan';
import type { ArchiveRequest } from './plan-archive';
import { planArchive, planSymbolsArchive } from './plan-archive';
import type { WrittenArchive } from './write-archive';
import { writeArchive } from './write-archive';

export interface PackageRequest extends Omit<ArchiveRequest, 'record' | 'recordDirectory'> {
  /** Folder of the stage before, with its artifact record; absolute. */
  readonly from: string;
  /** Emptied first; absolute. */
  readonly outputDirectory: string;
  /** Time of a tar's entries, seconds since 1970. */
  readonly epochSeconds: number;
}

/**
 * The package stage of one unit and platform: the archive, that of the split symbols where there are any, and the record.
 * What fails leaves an empty folder. Failures: those of reading a record and of verifying its files, of
 * {@link planArchive} and of {@link writeArchive}.
 */
export function packageUnit(request: PackageRequest): Promise<ArtifactRecord> {
  return fillDirectory(request.outputDirectory, () => packageRecord(request));
}

async function packageRecord(request: PackageRequest): Promise<ArtifactRecord> {
  const record = await readArtifactRecord(request.from);
  checkPlatform(record, request);
  await verifyArtifactFiles(record, request.from);
  const archiveRequest: ArchiveRequest = { ...request, record, recordDirectory: request.from };
  const plans = [await planArchive(archiveRequest), planSymbolsArchive(archiveRequest)];
  const artifacts: Artifact[] = [];
  for (const plan of plans) {
    if (plan === undefined) continue;
    const written = await writeArchive(plan, request.outputDirectory, { epochSeconds: request.epochSeconds });
    artifacts.push(describeArchive(plan, written, record.platform));
  }
  const packaged: ArtifactRecord = {
    schemaVersion: 1,
    unit: request.unit,
    platform: record.platform,
    stage: 'package',
    version: request.version,
    ...(record.build === undefined ? {} : { build: record.build }),
    artifacts,
  };
  await writeArtifactRecord(request.outputDirectory, packaged);
  return packaged;
}

function checkPlatform(record: ArtifactRecord, { platform, from }: PackageRequest): void {
  if (record.platform === platform.id) return;
  throw new Failure('record-damaged', {
    message: `the artifact record in ${JSON.stringify(from)} is of ${record.platform}, not of ${platform.id}`,
    hint: '`archive.from` must name a stage or target whose `--<triple>` leaves the record of that platform',
  });
}

function describeArchive(plan: ArchivePlan, written: WrittenArchive, platform: string): Artifact {
  const [first] = plan.contents;
  // A bare binary is itself what was recorded: what is known of it stays with it.
  if (plan.format === 'binary' && first !== undefined) return { ...first, platform };
  const kind = plan.contents.every((artifact) => artifact.kind === 'symbols') ? 'symbols' : 'archive';
  return { name: plan.fileName, kind, platform, path: plan.fileName, ...written, contents: plan.contents };
}
