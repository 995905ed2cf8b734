import { posix } from 'node:path';
import type { Sha256 } from '../artifact';
import { digestOf } from '../artifact';
import type { CargoRoot, ClosurePackage, Crate, CrateBinaries, UnitManifests } from '../cargo';
import {
  findCargoRoot,
  inheritedRootKeysDigest,
  listMembers,
  lockAt,
  lockClosure,
  resolveBinaries,
  resolveClosure,
} from '../cargo';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import type { UnitFile, UnitOptions } from '../unit';
import { resolveUnitName, resolveUnitOptions, resolveUnitPlatforms } from '../unit';
import type { Workspace } from './open-workspace';

/**
 * Whether each checkout has the same Cargo.lock. Where there is none, or each has its own, cargo takes the newest versions
 * of the day, and no hash tells one day's binary from another's.
 */
export type LockState = 'shared' | 'absent' | 'ignored';

/** A release unit with everything that its files say, and nothing that a process would have to say. */
export interface LoadedUnit {
  /** The release unit's name. */
  readonly name: string;
  readonly projectRoot: string;
  readonly file: UnitFile;
  /** The platforms that it ships for. */
  readonly platforms: readonly Platform[];
  /** Folder of the cargo workspace, relative to the workspace's root. */
  readonly cargoRoot: string;
  /** Folders of the crates that it ships. */
  readonly shipped: readonly string[];
  /** The unit's crates and their transitive path dependencies, by folder. */
  readonly crates: readonly Crate[];
  /** Direct dependencies among them, folder to folder. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** What Cargo.lock says of them, empty without a lock file; and its digest, which every graph wants for each platform. */
  readonly lockClosure: readonly ClosurePackage[];
  readonly lockDigest: Sha256;
  readonly lock: LockState;
  /** Of what they inherit from the cargo workspace's root manifest, built with the platform's profile. */
  rootKeysDigestFor(platform: Platform): Sha256;
  /** Of the crates that it ships; absent where they do not agree. */
  readonly version?: string;
  optionsFor(platform: Platform): UnitOptions;
  floorFor(platform: Platform): GlibcFloor | undefined;
  /** What to build for the platform: looks into source folders, as cargo does. */
  binariesFor(platform: Platform): readonly CrateBinaries[];
}

/**
 * @throws Failure `config-invalid`, `crate-unknown`, `manifest-unreadable`, `manifest-invalid`.
 */
export function loadUnit(workspace: Workspace, projectRoot: string, file: UnitFile): LoadedUnit {
  const path = posix.join(projectRoot, 'nx-cross.json');
  const { manifests, files, host } = workspace;
  const root = cargoRootAbove(workspace, projectRoot, path);
  const shipped = shippedCrates(workspace, root, projectRoot, file);
  const beside = manifests.at(projectRoot)?.package?.name;
  const context = { file: path, ...(beside === undefined ? {} : { defaultCrate: beside }) };
  const { unitManifests, ...sources } = describeSources(workspace, root, shipped);
  const optionsFor = remembered((platform: Platform) =>
    resolveUnitOptions(file, { ...context, platform, workspace, ...(host === undefined ? {} : { host: host.id }) }),
  );
  return {
    name: resolveUnitName(file, context),
    projectRoot,
    file,
    platforms: resolveUnitPlatforms(file, workspace).map(({ platform }) => platform),
    cargoRoot: root.folder,
    shipped: shipped.map((crate) => crate.root),
    ...sources,
    ...agreedVersion(shipped),
    rootKeysDigestFor: (platform) => inheritedRootKeysDigest(unitManifests, optionsFor(platform).compile.profile),
    optionsFor,
    floorFor: (platform) => optionsFor(platform).floor,
    binariesFor: (platform) => {
      const { crates: wanted, features, defaultFeatures } = optionsFor(platform).compile;
      const crates = listMembers(manifests, root, files.list);
      return resolveBinaries(wanted, { crates, manifests, list: files.list, features, defaultFeatures, file: path });
    },
  };
}

/** What decides the bytes of the shipped crates, as far as files say it. */
function describeSources(
  { manifests, isIgnored }: Workspace,
  root: CargoRoot,
  shipped: readonly Crate[],
): Pick<LoadedUnit, 'crates' | 'edges' | 'lock' | 'lockClosure' | 'lockDigest'> & {
  readonly unitManifests: UnitManifests;
} {
  const closures = shipped.map((crate) => resolveClosure(manifests, crate.root));
  const crates = unique(
    closures.flatMap((closure) => closure.crates),
    (crate) => crate.root,
  );
  const own = new Set(shipped.map((crate) => crate.root));
  const unitManifests = {
    root: root.manifest,
    crates: crates.flatMap((crate) => {
      const manifest = manifests.at(crate.root);
      const { manifest: from } = findCargoRoot(manifests, crate.root);
      return manifest === undefined ? [] : [{ manifest, root: from, isShipped: own.has(crate.root) }];
    }),
  };
  const lockFile = posix.join(root.folder, 'Cargo.lock');
  const lock = lockAt(manifests, root.folder);
  const closure = lock === undefined ? [] : lockClosure(lock, unitManifests);
  return {
    crates,
    edges: unique(
      closures.flatMap((closure) => closure.edges),
      ({ from, to }) => `${from} ${to}`,
    ),
    lock: lock === undefined ? 'absent' : isIgnored(lockFile) ? 'ignored' : 'shared',
    lockClosure: closure,
    lockDigest: digestOf(closure),
    unitManifests,
  };
}

function agreedVersion(crates: readonly Crate[]): Pick<LoadedUnit, 'version'> {
  const [version, ...others] = new Set(crates.map((crate) => crate.version));
  return version === undefined || others.length > 0 ? {} : { version };
}

/** The unit's crates: those it names, else the one whose Cargo.toml lies beside its file. */
function shippedCrates(workspace: Workspace, root: CargoRoot, projectRoot: string, file: UnitFile): readonly Crate[] {
  const { manifests, files } = workspace;
  if (file.crates === undefined) return [resolveClosure(manifests, projectRoot).crate];
  const members = listMembers(manifests, root, files.list);
  // An unknown name is told with its nearest when the binaries are resolved; the graph holds what there is.
  return members.filter((crate) => Object.hasOwn(file.crates ?? {}, crate.name));
}

function cargoRootAbove(workspace: Workspace, projectRoot: string, file: string): CargoRoot {
  for (let folder = projectRoot; ; folder = posix.dirname(folder)) {
    if (workspace.manifests.at(folder) !== undefined) return findCargoRoot(workspace.manifests, folder);
    if (folder === '.') break;
  }
  throw new Failure('crate-unknown', {
    message: 'No Cargo.toml lies beside this file or in a folder above.',
    hint: 'Put nx-cross.json beside the Cargo.toml of the crate that it ships.',
    place: { file },
  });
}

/** The graph asks for the same platform's options again and again. */
function remembered<T>(resolve: (platform: Platform) => T): (platform: Platform) => T {
  const known = new Map<string, T>();
  return (platform) => {
    const found = known.get(platform.id) ?? resolve(platform);
    known.set(platform.id, found);
    return found;
  };
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
}
