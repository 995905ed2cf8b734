import { Failure, throwFailures } from '../failure';
import { findMistakes } from '../schema-mistakes';
import { staysInside } from '../workspace-path';
import type { Static } from '@sinclair/typebox';
import type { Artifact, ArtifactRecord } from './record';
import { ArtifactRecordSchema } from './record-schema';

const HINT = 'run the stage that leaves this record again; a target of your own must follow artifacts.schema.json';

/**
 * The record that a text holds. `file` names it in failures.
 * Failures: `record-damaged` for every mistake of form and every path that leaves the folder, `name-collision`.
 */
export function parseArtifactRecord(text: string, file: string): ArtifactRecord {
  const value = parseJson(text, file);
  throwFailures(findMistakes(ArtifactRecordSchema, value).map(({ message }) => damaged(file, message)));
  const record: ArtifactRecord = value as Static<typeof ArtifactRecordSchema>;
  throwFailures([...checkPaths(record.artifacts, file), ...checkNames(record.artifacts, file)]);
  return record;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, `not JSON: ${(error as SyntaxError).message}`);
  }
}

function damaged(file: string, message: string): Failure {
  return new Failure('record-damaged', { message, place: { file }, hint: HINT });
}

function checkPaths(artifacts: readonly Artifact[], file: string): Failure[] {
  const all = artifacts.flatMap((artifact) => [artifact, ...(artifact.contents ?? [])]);
  return all.flatMap(({ name, path }) => {
    const quoted = JSON.stringify(path);
    const failures = isInside(path) ? [] : [damaged(file, `the path ${quoted} does not stay in the record's folder`)];
    return /[/\\\0]/.test(name) ? [...failures, damaged(file, `the name ${JSON.stringify(name)} is a path`)] : failures;
  });
}

/** Beside what would leave the folder, nothing that names a file in two ways. */
function isInside(path: string): boolean {
  return staysInside(path) && path.split('/').every((part) => part !== '' && part !== '.');
}

function checkNames(artifacts: readonly Artifact[], file: string): Failure[] {
  const seen = new Map<string, Artifact>();
  return artifacts.flatMap((artifact) => {
    const { name } = artifact;
    const other = seen.get(name);
    seen.set(name, artifact);
    if (other === undefined) return [];
    const both = `${JSON.stringify(other.path)} and ${JSON.stringify(artifact.path)}`;
    const message = `two artifacts are named ${JSON.stringify(name)}: ${both}`;
    return [new Failure('name-collision', { message, place: { file }, hint: 'give one of them another name' })];
  });
}
