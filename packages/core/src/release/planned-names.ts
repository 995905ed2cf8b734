import type { NameSubject } from '../archive';
import { foldPath, resolveArchiveStem } from '../archive';
import { Failure, throwFailures } from '../failure';
import type { ArchiveOptions } from '../unit';

/** One unit on one platform, before it is built. */
export interface PlannedPart extends NameSubject {
  readonly options: Pick<ArchiveOptions, 'name' | 'format'>;
}

/**
 * Compares the names that a release's archives will have, which need no build to be known; those of bare binaries do.
 * Failures, all at once: `name-collision`, `template-invalid`.
 */
export function requireDistinctNames(parts: readonly PlannedPart[]): void {
  const taken = new Map<string, string>();
  const failures = parts.flatMap(({ options, ...subject }) => {
    if (options.format === 'binary') return [];
    const name = `${resolveArchiveStem(options.name, subject)}.${options.format}`;
    const owner = `\`${subject.unit}\` for ${subject.platform.id}`;
    const other = taken.get(foldPath(name));
    taken.set(foldPath(name), owner);
    return other === undefined ? [] : [collision(name, owner, other)];
  });
  throwFailures(failures);
}

function collision(name: string, owner: string, other: string): Failure {
  return new Failure('name-collision', {
    message: `the archive ${JSON.stringify(name)} of ${owner} will have the name of that of ${other}`,
    hint: 'let `archive.name` tell units and platforms apart: {unit}-v{version}-{platform}',
  });
}
