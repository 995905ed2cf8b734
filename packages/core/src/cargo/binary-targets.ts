import type { Manifest, PackageSection } from './manifest';
import { joinFolders } from './manifests';
import type { ListFolder } from './ports';

/** A binary of a crate. */
export interface Binary {
  readonly name: string;
  /** Source file, relative to the crate's folder; absent where cargo looks for it by the name. */
  readonly path?: string;
  readonly requiredFeatures: readonly string[];
}

/**
 * A crate's binaries, sorted by name: those of `[[bin]]`, and what cargo finds by itself in `src/main.rs`,
 * `src/bin/*.rs` and `src/bin/<name>/main.rs`, unless a `[[bin]]` has the same name or file.
 * https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery
 *
 * @param folder The crate's, relative to the workspace's root.
 */
export function listBinaries(manifest: Manifest, folder: string, list: ListFolder): Binary[] {
  const section = manifest.package;
  if (section === undefined) return [];
  const found = discovers(section) ? discoverBinaries(section.name, folder, list) : [];
  const names = new Set(section.binaries.map(({ name }) => name));
  const paths = new Set(section.binaries.flatMap(({ path }) => (path === undefined ? [] : [joinFolders('.', path)])));
  const undeclared = found.filter(({ name, path }) => !names.has(name) && !paths.has(path));
  return [...section.binaries, ...undeclared].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The 2015 edition, the default, stops looking as soon as one binary is declared. */
function discovers({ autobins, edition, binaries }: PackageSection): boolean {
  return autobins ?? ((edition !== undefined && edition !== '2015') || binaries.length === 0);
}

function discoverBinaries(crate: string, folder: string, list: ListFolder): (Binary & { readonly path: string })[] {
  const filesOf = (path: string) =>
    (list(joinFolders(folder, path)) ?? []).filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  const main = filesOf('src').includes('main.rs') ? [{ name: crate, path: 'src/main.rs' }] : [];
  const others = (list(joinFolders(folder, 'src/bin')) ?? []).flatMap(({ name, isFolder }) => {
    if (name.startsWith('.')) return [];
    if (!isFolder) return name.endsWith('.rs') ? [{ name: name.slice(0, -'.rs'.length), path: `src/bin/${name}` }] : [];
    return filesOf(`src/bin/${name}`).includes('main.rs') ? [{ name, path: `src/bin/${name}/main.rs` }] : [];
  });
  return [...main, ...others].map((binary) => ({ ...binary, requiredFeatures: [] }));
}

/** The crate's features that are on, by name or through another; what a feature says of dependencies is left out. */
export function enabledFeatures(
  declared: Readonly<Record<string, readonly string[]>>,
  wanted: { readonly features: readonly string[]; readonly defaultFeatures: boolean },
): ReadonlySet<string> {
  const enabled = new Set<string>();
  const waiting = [...wanted.features, ...(wanted.defaultFeatures ? ['default'] : [])];
  for (let feature = waiting.pop(); feature !== undefined; feature = waiting.pop()) {
    if (enabled.has(feature)) continue;
    enabled.add(feature);
    waiting.push(...(declared[feature] ?? []));
  }
  return enabled;
}
