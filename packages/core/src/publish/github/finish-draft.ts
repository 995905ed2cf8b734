import type { Sha256 } from '../../artifact';
import { digestOfBytes } from '../../artifact';
import { Failure } from '../../failure';
import { CHECKSUMS_FILE, MANIFEST_FILE, parseManifest, renderSha256Sums, SIDECAR_SUFFIX } from '../../release';
import type { GithubApi } from './api';
import { lookAtRelease } from './publish-to-github';
import { renderRefusal } from './refusal';
import type { RemoteAsset } from './remote';
import type { WantedAsset } from './wanted';

/** A finished draft as it tells of itself. */
export interface FinishedDraft {
  /** The commit that it was built of. */
  readonly commit: string;
  readonly assets: readonly WantedAsset[];
}

/**
 * What a draft must hold, by its own SHA256SUMS: it was uploaded with the rest, so that a draft that lost or gained a file,
 * or has one exchanged, does not fit it any more. Nothing is built.
 * Failures: `release-exists` where it is out already or there are several, `artifact-missing`, `version-disagreement`.
 */
export async function readFinishedDraft(api: GithubApi, tag: string, version: string): Promise<FinishedDraft> {
  const { published, drafts, assets } = await lookAtRelease(api, tag);
  if (published !== undefined) throw renderRefusal({ tag }, { why: 'exists', release: published });
  const [draft, ...others] = drafts;
  if (draft === undefined) throw noDraft(tag);
  if (others.length > 0) throw renderRefusal({ tag }, { why: 'several-drafts', drafts });
  const sums = await readAsset(api, assets, CHECKSUMS_FILE, tag);
  const listed = parseSums(sums, tag);
  await requireVersion(api, assets, version, tag);
  const own: WantedAsset = { name: CHECKSUMS_FILE, sha256: digestOfBytes(sums) };
  const names = new Set(assets.map(({ name }) => name));
  const sidecars = listed.map(sidecarOf).filter(({ name }) => names.has(name));
  return { commit: draft.target_commitish, assets: [own, ...listed, ...sidecars].sort(byName) };
}

async function requireVersion(
  api: GithubApi,
  assets: readonly RemoteAsset[],
  version: string,
  tag: string,
): Promise<void> {
  const manifest = parseManifest(await readAsset(api, assets, MANIFEST_FILE, tag), MANIFEST_FILE);
  if (manifest.version === version) return;
  throw new Failure('version-disagreement', {
    message: `the draft ${tag} holds the version ${manifest.version}, and ${version} would be published`,
    hint: 'publish the release whole again',
  });
}

async function readAsset(api: GithubApi, assets: readonly RemoteAsset[], name: string, tag: string): Promise<string> {
  const asset = assets.find((each) => each.name === name && each.state === 'uploaded');
  if (asset === undefined) throw missing(`the draft ${tag} has no ${name}`);
  return (await api.download(asset)).toString();
}

function parseSums(text: string, tag: string): WantedAsset[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, sha256, name] = /^([0-9a-f]{64}) {2}([A-Za-z0-9._-]+)$/.exec(line) ?? [];
      if (sha256 === undefined || name === undefined) {
        throw missing(`the draft ${tag} has a ${CHECKSUMS_FILE} that is not one of ours`);
      }
      return { name, sha256: sha256 as Sha256 };
    });
}

function sidecarOf({ name, sha256 }: WantedAsset): WantedAsset {
  return { name: name + SIDECAR_SUFFIX, sha256: digestOfBytes(renderSha256Sums([{ name, sha256 }])) };
}

function byName(a: WantedAsset, b: WantedAsset): number {
  return a.name < b.name ? -1 : 1;
}

function noDraft(tag: string): Failure {
  return new Failure('artifact-missing', {
    message: `there is no draft ${tag}`,
    hint: 'name the version that the draft has, --release-version=<version>, or publish it whole: nx run <project>:publish',
  });
}

function missing(message: string): Failure {
  return new Failure('artifact-missing', { message, hint: 'publish it whole: nx run <project>:publish' });
}
