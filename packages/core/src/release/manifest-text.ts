import { comparePaths } from '../archive';
import { binariesOf } from './manifest';
import type { Release } from './release';

/**
 * `MANIFEST.txt`, for whoever collects the binaries for images: under a header for each target one line a binary,
 * `<unit>/<binary>  <sha256>`, the digest being that of the binary and not of the archive that it comes in.
 */
export function renderManifestText(release: Release): string {
  const targets = [...new Set(release.files.map(({ platform }) => platform))].sort(comparePaths);
  const sections = targets.map((target) => `# Target: ${target}\n\n${renderTarget(release, target)}`);
  return [`# ${release.name} ${release.version}\n`, ...sections].join('\n');
}

function renderTarget({ files }: Release, target: string): string {
  const lines = files
    .filter(({ platform }) => platform === target)
    .flatMap(({ unit, artifact }) =>
      binariesOf(artifact).map(({ name, sha256 }) => ({ path: `${unit}/${name}`, sha256 })),
    );
  return lines
    .sort((a, b) => comparePaths(a.path, b.path))
    .map(({ path, sha256 }) => `${path}  ${sha256}\n`)
    .join('');
}
