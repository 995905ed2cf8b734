import { rcompare, valid } from 'semver';
import type { ReleaseOptions } from '../unit';

/** A git tag with the version that it names. */
export interface VersionTag {
  readonly tag: string;
  readonly version: string;
}

/**
 * The tags of a release, as a template. One that is alone in its workspace has the usual one; of several each has its own
 * (`server-v1.2.0`), and cargo-binstall finds those of either form.
 *
 * @param releases How many releases the workspace has.
 */
export function tagTemplate({ tag, name }: Pick<ReleaseOptions, 'tag' | 'name'>, releases: number): string {
  return (tag ?? (releases === 1 ? 'v{version}' : '{name}-v{version}')).replaceAll('{name}', name);
}

/** The highest version that one of the tags names, by semver's order: a commit may be both `v1.0.0-rc.1` and `v1.0.0`. */
export function findVersionTag(template: string, tags: readonly string[]): VersionTag | undefined {
  const [before = '', after = ''] = template.split('{version}');
  const named = tags.flatMap((tag) => {
    const version = tag.slice(before.length, tag.length - after.length);
    return tag === before + version + after && valid(version) === version.replace(/\+.*$/, '')
      ? [{ tag, version }]
      : [];
  });
  return named.sort((a, b) => rcompare(a.version, b.version))[0];
}
