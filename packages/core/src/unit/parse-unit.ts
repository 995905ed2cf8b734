import { Failure, throwFailures } from '../failure';
import type { WorkspaceOptions } from '../platform';
import { findMistakes } from '../schema-mistakes';
import { checkPatterns } from './check-patterns';
import type { Finding } from './check-texts';
import { checkTexts } from './check-texts';
import type { Document } from './jsonc';
import { parseJsonc } from './jsonc';
import type { UnitFile } from './schema';
import { UnitSchema } from './schema';

/**
 * `nx-cross.json` as it was written, valid. `file` is its path from the workspace's root, for failures.
 * Failures, all at once and each with its place: `config-unreadable` (not JSON), `config-invalid`, `target-cpu-native`,
 * `path-outside-workspace`, `template-invalid`, `unknown-platform`, `malformed-triple`, `glibc-floor`.
 */
export function parseUnitFile(text: string, file: string, workspace: WorkspaceOptions): UnitFile {
  const document = parseJsonc(text, file);
  const { value } = document;
  const mistakes: Finding[] = findMistakes(UnitSchema, value).map(({ unknownKey, ...mistake }) => ({
    code: 'config-invalid',
    key: unknownKey,
    ...mistake,
  }));
  const patterns = mistakes.length === 0 ? checkPatterns(value as UnitFile, workspace) : [];
  throwFailures(toFailures([...mistakes, ...checkTexts(value), ...patterns], document));
  return value as UnitFile;
}

/** In the order of the file; one for each place, since a text that the schema refuses may break a rule as well. */
function toFailures(findings: readonly Finding[], document: Document): Failure[] {
  const placed = findings.map((finding) => ({ finding, place: document.placeOf(finding.path, finding) }));
  const first = placed.filter(
    ({ place }, index) =>
      index === placed.findIndex((other) => other.place.line === place.line && other.place.column === place.column),
  );
  return first
    .sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0))
    .map(({ finding: { code, message, hint }, place }) => {
      return new Failure(code, { message, place, ...(hint === undefined ? {} : { hint }) });
    });
}
