import type { Sha256 } from '../artifact';
import { digestOfBytes } from '../artifact';
import { renderSha256Sums } from './checksums';
import { renderManifest } from './manifest';
import { renderManifestText } from './manifest-text';
import { renderInstallers } from './install/installers';
import type { Release } from './release';
import { CHECKSUMS_FILE, MANIFEST_FILE, MANIFEST_TEXT_FILE, SIDECAR_SUFFIX } from './release';

export interface ReleaseFileOptions {
  /** `<file>.sha256` beside each file that SHA256SUMS lists. */
  readonly sidecars: boolean;
  /** `MANIFEST.txt`. */
  readonly manifestText: boolean;
  /** Where the release's files will be, for `install.sh` and `install.ps1`; absent: there are no such. */
  readonly installUrl?: string;
}

/** A small file that says what a release holds. */
export interface SmallFile {
  readonly name: string;
  readonly kind: 'checksums' | 'manifest' | 'installer';
  readonly text: string;
}

/** The small files of a release: SHA256SUMS lists all files but itself and the sidecars, which say the same again. */
export function renderReleaseFiles(release: Release, options: ReleaseFileOptions): SmallFile[] {
  const manifests: SmallFile[] = [{ name: MANIFEST_FILE, kind: 'manifest', text: renderManifest(release) }];
  if (options.manifestText) {
    manifests.push({ name: MANIFEST_TEXT_FILE, kind: 'manifest', text: renderManifestText(release) });
  }
  const installers = options.installUrl === undefined ? [] : renderInstallers(release, options.installUrl);
  const others = [...manifests, ...installers.map((each): SmallFile => ({ ...each, kind: 'installer' }))];
  const summed: { name: string; sha256: Sha256 }[] = [
    ...release.files.map(({ artifact: { name, sha256 } }) => ({ name, sha256 })),
    ...others.map(({ name, text }) => ({ name, sha256: digestOfBytes(text) })),
  ];
  const sidecars = options.sidecars ? summed : [];
  return [
    { name: CHECKSUMS_FILE, kind: 'checksums', text: renderSha256Sums(summed) },
    ...others,
    ...sidecars.map((file): SmallFile => {
      return { name: file.name + SIDECAR_SUFFIX, kind: 'checksums', text: renderSha256Sums([file]) };
    }),
  ];
}
