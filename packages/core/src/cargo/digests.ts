import { digestOf } from '../artifact/digest';
import type { Sha256 } from '../artifact/record';
import { publishedName } from './closure';
import type { LockedPackage } from './lock';
import { byNames, closureOfLock, dependenciesOf } from './lock';
import type { Manifest } from './manifest';
import { decidingProfiles } from './profiles';
import { decidingDependencies, resolverOf } from './resolver';
import type { Toml } from './toml';
import { asTable } from './toml';

/** What a unit is made of, as manifests say it. */
export interface UnitManifests {
  /** Of the cargo workspace that builds it: its profiles, patches and resolver count. */
  readonly root: Manifest;
  readonly crates: readonly CrateManifests[];
}

export interface CrateManifests {
  readonly manifest: Manifest;
  /** Of the cargo workspace that the crate itself belongs to, and inherits from. */
  readonly root: Manifest;
  /** Whether it is built for its own sake, and not for another crate's. */
  readonly isShipped: boolean;
}

/** A package of a unit's closure, as the hash knows it. */
export interface ClosurePackage {
  readonly name: string;
  /** Version and source; absent of crates that lie in folders: their manifests are hashed, where a version counts. */
  readonly locked?: string;
  readonly checksum?: string;
  /** Packages, each by name and what is locked of it. */
  readonly dependencies: readonly string[];
}

/**
 * What the lock file says of some crates, and nothing of the workspace's other crates: hashed whole, a lock file
 * recompiles every program when one gets a dependency.
 *
 * @returns Bytewise by name and version.
 */
export function lockClosure(packages: readonly LockedPackage[], manifests: UnitManifests): readonly ClosurePackage[] {
  const crates = manifests.crates.flatMap(({ manifest, isShipped }) => (isShipped ? [nameOf(manifest)] : []));
  const shipped = publishedNames(manifests);
  const closure = closureOfLock(packages, crates, (from, to) => {
    const names = from.source === undefined ? shipped.get(from.name) : undefined;
    return names === undefined || names.has(to.name);
  });
  const byName = byNames(closure);
  return closure
    .map((locked) => ({
      ...identityOf(locked),
      ...(locked.checksum === undefined ? {} : { checksum: locked.checksum }),
      dependencies: dependenciesOf(locked, byName).map(renderPackage).sort(),
    }))
    .sort((a, b) => (renderIdentity(a) < renderIdentity(b) ? -1 : 1));
}

/**
 * The unit's own crates by name → names of their dependencies. A lock file lists the dev-dependencies of crates in folders,
 * too, which no program has inside.
 */
function publishedNames({ root: building, crates }: UnitManifests): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { manifest, root, isShipped } of crates) {
    // Two crates of one name may lie in two folders.
    const known = names.get(nameOf(manifest)) ?? new Set();
    for (const dependency of decidingDependencies(manifest, isShipped, building)) {
      known.add(publishedName(dependency, root));
    }
    names.set(nameOf(manifest), known);
  }
  return names;
}

function nameOf({ package: section }: Manifest): string {
  return section?.name ?? '';
}

function identityOf({ name, version, source }: LockedPackage): Pick<ClosurePackage, 'name' | 'locked'> {
  return { name, ...(source === undefined ? {} : { locked: `${version} (${source})` }) };
}

function renderPackage(locked: LockedPackage): string {
  return renderIdentity(identityOf(locked));
}

function renderIdentity({ name, locked }: Pick<ClosurePackage, 'name' | 'locked'>): string {
  return locked === undefined ? name : `${name} ${locked}`;
}

/**
 * What crates take from their cargo workspace's root manifest: the profile that they are built with, patches, the
 * resolver, and of the keys and dependencies that are offered for inheritance those that they do inherit. Lints decide
 * no bytes; members and metadata neither.
 */
export function inheritedRootKeysDigest({ root, crates }: UnitManifests, profile: string): Sha256 {
  const roots = new Map(crates.map((crate) => [crate.root.file, crate.root]));
  return digestOf({
    features: root.toml['cargo-features'],
    profile: decidingProfiles(asTable(root.toml['profile']), profile),
    patch: root.toml['patch'],
    replace: root.toml['replace'],
    resolver: resolverOf(root),
    inherited: Object.fromEntries([...roots].map(([file, from]) => [file, inheritedFrom(from, { root, crates })])),
  });
}

/** What those of the crates that belong to a cargo workspace inherit from its root. */
function inheritedFrom({ file, toml }: Manifest, { root: building, crates }: UnitManifests): Toml {
  const own = crates.filter(({ root }) => root.file === file);
  const workspace = asTable(toml['workspace']);
  const keys = new Set(own.flatMap(({ manifest }) => inheritedKeys(asTable(manifest.toml['package']))));
  const dependencies = own.flatMap(({ manifest, isShipped }) => decidingDependencies(manifest, isShipped, building));
  const names = new Set(dependencies.filter(({ inherited }) => inherited).map(({ key }) => key));
  return {
    package: pick(asTable(workspace?.['package']), keys),
    dependencies: pick(asTable(workspace?.['dependencies']), names),
  };
}

function inheritedKeys(section: Toml = {}): string[] {
  return Object.keys(section).filter((key) => asTable(section[key])?.['workspace'] === true);
}

function pick(table: Toml = {}, keys: ReadonlySet<string>): Toml {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.has(key)));
}
