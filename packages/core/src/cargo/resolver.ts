import type { Manifest } from './manifest';

/**
 * The version of the resolver that a cargo workspace's root chooses, as cargo does: named, or by the edition of the root's
 * own package; a root without one has the oldest.
 * https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions
 */
export function resolverOf(root: Manifest): string {
  const named = [root.toml['workspace'], root.toml['package']].map((table) => resolverKey(table));
  const chosen = named.find((version) => version !== undefined);
  if (chosen !== undefined) return chosen;
  const edition = root.package?.edition;
  const written = typeof edition === 'object' ? root.workspace?.edition : edition;
  if (written === undefined || written < '2021') return '1';
  return written < '2024' ? '2' : '3';
}

function resolverKey(table: unknown): string | undefined {
  const version = typeof table === 'object' && table !== null && 'resolver' in table ? table.resolver : undefined;
  return typeof version === 'string' ? version : undefined;
}

/**
 * Dependencies of a crate that decide what is built. The oldest resolver gives features that dev-dependencies ask for to
 * everything: then those of the crate that is built count, though nothing of them is in the program.
 */
export function decidingDependencies(manifest: Manifest, isBuilt: boolean, root: Manifest): Manifest['dependencies'] {
  return isBuilt && resolverOf(root) === '1'
    ? [...manifest.dependencies, ...manifest.devDependencies]
    : manifest.dependencies;
}
