import type { ReadText } from '../cargo';
import { openManifests } from '../cargo';
import { Failure, throwFailures } from '../failure';
import { versionString } from './version-string';

export interface OneVersionCheck {
  readonly crates: readonly string[];
  readonly version: string;
  /** The files as they were before this run, and as they are by now. */
  readonly original: ReadText;
  readonly current: ReadText;
}

/**
 * Two projects may have one version, by inheritance or since one of them gathers the other: then they cannot go to
 * different ones, and the last would win.
 *
 * @throws Failure `version-twice`, and those of `versionString`.
 */
export function requireOneVersion({ crates, version, original, current }: OneVersionCheck): void {
  const [before, now] = [openManifests(original), openManifests(current)];
  throwFailures(
    crates.flatMap((folder) => {
      const [was, is] = [versionString(before, folder), versionString(now, folder)];
      if (is.string.value === was.string.value || is.string.value === version) return [];
      const message = `the version of \`${now.at(folder)?.package?.name ?? folder}\` is to become ${version}, and another project of this run has made it ${is.string.value}`;
      const hint = 'put the projects that share it into one group of nx.json with "projectsRelationship": "fixed"';
      return [new Failure('version-twice', { message, hint, place: { file: is.file } })];
    }),
  );
}
