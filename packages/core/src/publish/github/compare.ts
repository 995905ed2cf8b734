import type { RemoteAsset } from './remote';
import type { WantedAsset, WantedRelease } from './wanted';

/** What is to be done about a name of the release. */
export type AssetStep =
  | { readonly action: 'skip' | 'create'; readonly name: string; readonly wanted: WantedAsset }
  /** The rest of an upload that failed: it is in nobody's hands. */
  | { readonly action: 'sweep'; readonly name: string; readonly remote: RemoteAsset }
  | {
      readonly action: 'replace' | 'refuse';
      readonly name: string;
      readonly found: string;
      readonly remote: RemoteAsset;
    }
  | { readonly action: 'remove'; readonly name: string; readonly found: string; readonly remote: RemoteAsset };

/** Compares what a release has with what it must have; sorted by name. */
export function compareAssets(wanted: WantedRelease, present: readonly RemoteAsset[]): readonly AssetStep[] {
  const byName = new Map(wanted.assets.map((asset) => [asset.name, asset]));
  const replaces = wanted.ifExists === 'replace';
  const there = present.map((remote): AssetStep => {
    const { name, state } = remote;
    const asset = byName.get(name);
    if (state !== 'uploaded') return { action: 'sweep', name, remote };
    if (asset === undefined) {
      return { action: replaces ? 'remove' : 'refuse', name, found: 'which the release does not have', remote };
    }
    const found = differenceOf(asset, remote);
    return found === undefined
      ? { action: 'skip', name, wanted: asset }
      : { action: replaces ? 'replace' : 'refuse', name, found, remote };
  });
  const names = new Set(present.map(({ name }) => name));
  const absent = wanted.assets
    .filter(({ name }) => !names.has(name))
    .map((asset): AssetStep => ({ action: 'create', name: asset.name, wanted: asset }));
  return [...there, ...absent].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** In words, why an asset is not the one that is wanted; `undefined` where it is. */
function differenceOf({ size, sha256 }: WantedAsset, { size: remoteSize, digest }: RemoteAsset): string | undefined {
  const isSame = digest === `sha256:${sha256}` && (size === undefined || size === remoteSize);
  if (isSame) return undefined;
  const theirs = digest === null ? 'without a digest' : `with ${digest.replace(':', ' ')}`;
  const ours = size === undefined ? `those with ${sha256}` : `the ${String(size)} with ${sha256}`;
  return `whose ${String(remoteSize)} bytes ${theirs} are not ${ours}`;
}
