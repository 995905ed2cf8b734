import { join, parse, relative, sep } from 'node:path';
import { Failure, throwFailures } from '../failure';
import type { CargoRoot } from './cargo-root';
import { findCargoRoot } from './cargo-root';
import type { Manifest } from './manifest';
import type { Manifests } from './manifests';
import { joinFolders, manifestPath, openManifests } from './manifests';
import { asTable } from './toml';

export interface RootsCheck {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly manifests: Manifests;
  /** Text of a file by its absolute path; `undefined` where there is none. */
  readonly readText: (path: string) => string | undefined;
  /** Folders of the crates that are shipped, relative to the workspace's root. */
  readonly shipped: readonly string[];
  /** Those of their path dependencies as well. */
  readonly crates: readonly string[];
}

/**
 * Cargo looks for the root of a crate's workspace up to the file system's own root, and nothing above Nx's root is in a
 * hash: lock file, profiles and patches there would decide the bytes unseen. The graph looks no higher than Nx's root, so
 * that this is told by the compile it concerns, and not by every command.
 *
 * @throws Failure `path-outside-workspace` for each crate that has its root there.
 */
export function requireRootsInside({ workspaceRoot, manifests, readText, shipped, crates }: RootsCheck): void {
  const top = parse(workspaceRoot).root;
  const everywhere = openManifests((path) => readText(join(top, path)));
  const own = relative(top, workspaceRoot).split(sep).join('/') || '.';
  // Of a dependency cargo asks for the root only where it inherits.
  const asking = crates.filter((folder) => shipped.includes(folder) || inherits(manifests.at(folder)));
  throwFailures(
    asking.flatMap((folder) => {
      const root = findCargoRoot(everywhere, joinFolders(own, folder));
      const isInside = own === '.' || root.folder === own || root.folder.startsWith(`${own}/`);
      return isInside ? [] : [outside(manifestPath(folder), root, top)];
    }),
  );
}

function outside(file: string, root: CargoRoot, top: string): Failure {
  return new Failure('path-outside-workspace', {
    message: `Cargo takes ${join(top, root.manifest.file)} for the root of its workspace, above Nx’s root, where no hash sees lock file, profiles and patches.`,
    hint: `Move nx.json into that folder; or part the two: [workspace] in a Cargo.toml of this workspace, or \`exclude\` in that one.`,
    place: { file },
  });
}

function inherits(manifest: Manifest | undefined): boolean {
  if (manifest === undefined) return false;
  const section = Object.values(asTable(manifest.toml['package']) ?? {});
  return (
    manifest.dependencies.some(({ inherited }) => inherited) ||
    [...section, manifest.toml['lints']].some((value) => asTable(value)?.['workspace'] === true)
  );
}
