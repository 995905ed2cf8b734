import type { Diagnosis } from './diagnose';

/** The committed file that names the toolchain of each platform. */
export const LOCK_FILE = 'nx-cross.lock';

/**
 * `nx-cross.lock` as `setup` writes it: platform → who links and the version of each tool, for every platform that this
 * machine can build. Platforms bytewise, so that two machines write one file.
 */
export function renderLockFile(diagnoses: readonly Diagnosis[]): string {
  const buildable = diagnoses.filter(({ missing }) => missing.length === 0);
  const platforms = buildable
    .map(
      ({ platform, linker, glibcFloor, tools }) =>
        [
          platform.id,
          {
            linker,
            ...(glibcFloor === undefined ? {} : { glibcFloor }),
            tools: Object.fromEntries(tools.map(({ name, version }) => [name, version])),
          },
        ] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ schemaVersion: 1, platforms: Object.fromEntries(platforms) }, null, 2)}\n`;
}
