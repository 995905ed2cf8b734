import { comparePaths } from '../../archive';
import type { Artifact, Sha256 } from '../../artifact';
import type { Architecture, OperatingSystem, Platform } from '../../platform';
import { compareGlibcVersions, findPlatform } from '../../platform';
import { binariesOf } from '../manifest';
import type { Release, ReleaseFile } from '../release';

/** What a Linux program needs of the system's C library. */
export type LibcNeed = 'static' | 'musl' | { readonly glibc: string };

/** A file of a release that an installer can take programs from. */
export interface Installable {
  readonly unit: string;
  readonly os: OperatingSystem;
  readonly architecture: Architecture;
  /** Absent elsewhere than on Linux. */
  readonly libc?: LibcNeed;
  readonly file: string;
  readonly sha256: Sha256;
  /** Paths of the programs inside the archive; of a bare program, its file name. */
  readonly programs: readonly string[];
}

/**
 * What the installers of a release choose from, sorted by file name. Files without a program (libraries, symbols) are not
 * installed, nor is what was built for a target-spec file: nothing tells such a system by its looks.
 */
export function installablesOf(release: Release): readonly Installable[] {
  return release.files
    .flatMap((file) => {
      const platform = findPlatform(file.platform);
      return platform === undefined ? [] : installableOf(file, platform);
    })
    .sort((a, b) => comparePaths(a.file, b.file));
}

function installableOf({ unit, artifact }: ReleaseFile, platform: Platform): Installable[] {
  const programs = binariesOf(artifact).filter(({ kind }) => kind === 'executable');
  if (programs.length === 0) return [];
  const { os, architecture } = platform;
  const { name: file, sha256 } = artifact;
  const paths = programs.map(({ path }) => path);
  const libc = os === 'linux' ? { libc: libcNeed(programs, platform) } : {};
  return [{ unit, os, architecture, ...libc, file, sha256, programs: paths }];
}

/** Of all programs together: what the neediest needs. */
function libcNeed(programs: readonly Artifact[], platform: Platform): LibcNeed {
  if (programs.every(({ binary }) => binary?.static === true)) return 'static';
  if (platform.libc === 'musl') return 'musl';
  const needs = programs.flatMap(({ binary }) => binary?.minimumGlibc ?? []);
  const versions = needs.map((version) => version.split('.').map(Number)).sort(compareGlibcVersions);
  return { glibc: versions.at(-1)?.join('.') ?? '0' };
}
