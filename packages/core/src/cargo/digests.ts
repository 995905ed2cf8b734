import { digestOf } from '../artifact/digest';
import type { Sha256 } from '../artifact/record';
import { publishedName } from './closure';
import type { LockedPackage } from './lock';
import { byNames, closureOfLock, dependenciesOf } from './lock';
import type { Manifest } from './manifest';
import { decidingProfiles } from './profiles';
import type { Toml } from './toml';
import { asTable } from './toml';

/** A cargo workspace's root manifest, and those of its own crates that a unit is made of. */
export interface UnitManifests {
  readonly root: Manifest;
  readonly crates: readonly Manifest[];
}

/**
 * What the lock file says of some crates, and nothing of the workspace's other crates: hashed whole, a lock file
 * recompiles every program when one gets a dependency. Versions of crates that lie in folders are left out: their
 * manifests are hashed, where a version counts.
 *
 * @param crates Names of the crates that are built.
 */
export function lockClosureDigest(
  packages: readonly LockedPackage[],
  crates: readonly string[],
  manifests: UnitManifests,
): Sha256 {
  // A lock file lists the dev-dependencies of the workspace's own crates too, which no program has inside.
  const shipped = new Map(
    manifests.crates.map((manifest) => [
      manifest.package?.name,
      new Set(manifest.dependencies.map((dependency) => publishedName(dependency, manifests.root))),
    ]),
  );
  const closure = closureOfLock(packages, crates, (from, to) => {
    const names = from.source === undefined ? shipped.get(from.name) : undefined;
    return names === undefined || names.has(to.name);
  });
  const byName = byNames(closure);
  return digestOf(
    closure
      .map((locked) => ({
        id: identityOf(locked),
        checksum: locked.checksum,
        dependencies: dependenciesOf(locked, byName).map(identityOf).sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

function identityOf({ name, version, source }: LockedPackage): string {
  return source === undefined ? name : `${name} ${version} (${source})`;
}

/**
 * What crates take from their cargo workspace's root manifest: the profile that they are built with, patches, the
 * resolver, and of the keys and dependencies that are offered for inheritance those that they do inherit. Lints decide
 * no bytes; members and metadata neither.
 */
export function inheritedRootKeysDigest({ root, crates }: UnitManifests, profile: string): Sha256 {
  const workspace = asTable(root.toml['workspace']);
  const keys = new Set(crates.flatMap(({ toml }) => inheritedKeys(asTable(toml['package']))));
  const names = new Set(
    crates.flatMap(({ dependencies }) => dependencies.filter(({ inherited }) => inherited).map(({ key }) => key)),
  );
  return digestOf({
    features: root.toml['cargo-features'],
    profile: decidingProfiles(asTable(root.toml['profile']), profile),
    patch: root.toml['patch'],
    replace: root.toml['replace'],
    resolver: workspace?.['resolver'],
    package: pick(asTable(workspace?.['package']), keys),
    dependencies: pick(asTable(workspace?.['dependencies']), names),
  });
}

function inheritedKeys(section: Toml = {}): string[] {
  return Object.keys(section).filter((key) => asTable(section[key])?.['workspace'] === true);
}

function pick(table: Toml = {}, keys: ReadonlySet<string>): Toml {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.has(key)));
}
