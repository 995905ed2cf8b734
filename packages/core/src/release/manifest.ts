import type { Artifact } from '../artifact';
import type { Manifest, ManifestArtifact, ManifestBinary } from './manifest-schema';
import type { Release, ReleaseFile } from './release';

/** What `manifest.json` says of a release. */
export function describeRelease(release: Release): Manifest {
  return {
    schemaVersion: 1,
    name: release.name,
    version: release.version,
    prerelease: release.prerelease,
    ...(release.commit === undefined ? {} : { commit: release.commit }),
    ...(release.tag === undefined ? {} : { tag: release.tag }),
    omittedPlatforms: [...release.omittedPlatforms],
    artifacts: release.files.map(describeArtifact),
  };
}

/** The text of `manifest.json`: one text for one release. */
export function renderManifest(release: Release): string {
  return `${JSON.stringify(describeRelease(release), null, 2)}\n`;
}

function describeArtifact({ artifact, platform }: ReleaseFile): ManifestArtifact {
  const { name, kind, size, sha256, uncompressedSha256 } = artifact;
  return {
    name,
    kind,
    triple: platform,
    size,
    sha256,
    ...(uncompressedSha256 === undefined ? {} : { uncompressedSha256 }),
    binaries: binariesOf(artifact).map(describeBinary),
  };
}

/** The programs and libraries that a file of a release brings: those inside, or the file itself where it is a bare one. */
export function binariesOf(artifact: Artifact): readonly Artifact[] {
  return (artifact.contents ?? [artifact]).filter(({ kind }) => kind === 'executable' || kind === 'library');
}

function describeBinary({ name, size, sizes, binary }: Artifact): ManifestBinary {
  return {
    name,
    size,
    ...(sizes?.compiled === undefined ? {} : { compiledSize: sizes.compiled }),
    ...(sizes?.stripped === undefined ? {} : { strippedSize: sizes.stripped }),
    ...(binary === undefined
      ? {}
      : {
          format: binary.format,
          architecture: binary.architectures.join('+'),
          ...(binary.minimumGlibc === undefined ? {} : { minimumGlibc: binary.minimumGlibc }),
          ...(binary.minimumMacos === undefined ? {} : { minimumMacos: binary.minimumMacos }),
          dynamicLibraries: [...binary.dynamicLibraries],
          static: binary.static,
        }),
  };
}
