import { posix, join } from 'node:path';
import type { Artifact, ArtifactRecord } from '../artifact';
import { digestOf, readArtifactRecord, RECORD_FILE, STAGES, verifyArtifactFiles } from '../artifact';
import { readBinary } from '../binary';
import { Failure, failuresOf, throwFailures } from '../failure';
import type { ImportableStage, ImportKey } from './places';
import { IMPORTABLE_STAGES } from './places';

/** A stage's folder that another machine made, held to its record. */
export interface StageFolder extends ImportKey {
  /** Absolute. */
  readonly directory: string;
  readonly record: ArtifactRecord;
}

export interface ImportRequest {
  /** Absolute: the folder with the stage folders, at any depth. */
  readonly from: string;
  /** The workspace's units, with the ids of the platforms that they ship for. */
  readonly units: readonly { readonly name: string; readonly platforms: readonly string[] }[];
}

/**
 * Finds the stage folders below a folder and holds each to its record; writes nothing. Folders without a record, and those
 * of a release's checksums, are passed by. Failures, all at once: `import-refused` for what is not of this workspace, is
 * there twice or is nothing at all, `record-damaged`, `artifact-missing`, `artifact-changed`, and `binary-foreign` or
 * `binary-malformed` for a binary that is not what its record says.
 */
export async function gatherImports({ from, units }: ImportRequest): Promise<readonly StageFolder[]> {
  const { default: glob } = await import('fast-glob');
  const records = await glob(`**/${RECORD_FILE}`, { cwd: from, dot: true, followSymbolicLinks: false });
  const failures: Failure[] = [];
  const found: StageFolder[] = [];
  for (const file of records.sort()) {
    try {
      const folder = await readFolder(join(from, posix.dirname(file)), units);
      if (folder !== undefined) found.push(folder);
    } catch (error) {
      failures.push(...failuresOf(error));
    }
  }
  throwFailures([...failures, ...checkRepetition(found)]);
  if (found.length > 0) return found;
  throw new Failure('import-refused', {
    message: `there is no stage folder with an ${RECORD_FILE} below ${JSON.stringify(from)}`,
    hint: 'upload dist/<project>/<triple>/verify or …/package whole, with its artifacts.json',
  });
}

async function readFolder(directory: string, units: ImportRequest['units']): Promise<StageFolder | undefined> {
  const record = await readArtifactRecord(directory);
  if (record.stage === 'checksum') return undefined;
  const folder = {
    directory,
    record,
    unit: record.unit,
    platform: record.platform,
    stage: importable(record, directory),
  };
  requireKnown(folder, units);
  await verifyArtifactFiles(record, directory);
  for (const artifact of record.artifacts) await checkBinary(artifact, directory);
  return folder;
}

function importable({ stage }: ArtifactRecord, directory: string): ImportableStage {
  const known = IMPORTABLE_STAGES.find((each) => each === stage);
  if (known !== undefined) return known;
  throw refuse(directory, `its stage is ${JSON.stringify(stage)}, which is none of ${STAGES.join(', ')}`);
}

function requireKnown({ directory, unit, platform }: StageFolder, units: ImportRequest['units']): void {
  const known = units.find(({ name }) => name === unit);
  if (known === undefined) {
    const names = units.map(({ name }) => name).join(', ');
    throw refuse(directory, `its unit is \`${unit}\`, and the workspace's are ${names}`);
  }
  if (known.platforms.includes(platform)) return;
  throw refuse(directory, `its platform is ${platform}, for which \`${unit}\` does not ship`);
}

/** A record says what a program is, and whoever made one may have been mistaken; its digest alone would not tell. */
async function checkBinary({ name, path, binary }: Artifact, directory: string): Promise<void> {
  if (binary === undefined) return;
  const facts = await readBinary(join(directory, path));
  if (digestOf(facts) === digestOf(binary)) return;
  const message = `${name} is not what its record says of it`;
  const hint = 'make it anew with this version of nx-cross';
  throw new Failure('binary-foreign', { message, hint, place: { file: join(directory, path) } });
}

function checkRepetition(folders: readonly StageFolder[]): Failure[] {
  const seen = new Map<string, StageFolder>();
  return folders.flatMap((folder) => {
    const key = `\`${folder.unit}\` for ${folder.platform} from ${folder.stage}`;
    const other = seen.get(key);
    seen.set(key, folder);
    if (other === undefined || digestOf(other.record) === digestOf(folder.record)) return [];
    return [refuse(folder.directory, `${key} is in ${JSON.stringify(other.directory)} too, and differs`)];
  });
}

function refuse(directory: string, why: string): Failure {
  return new Failure('import-refused', {
    message: `what is in ${JSON.stringify(directory)} cannot be imported: ${why}`,
    hint: 'import what a checkout of this commit made',
  });
}
