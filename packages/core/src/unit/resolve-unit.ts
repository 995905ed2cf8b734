import { posix } from 'node:path';
import { Failure } from '../failure';
import type { ConfiguredPlatform, WorkspaceOptions } from '../platform';
import { matchesPlatform } from '../platform';
import { RELEASE_DEFAULTS } from './defaults';
import { resolveCrates } from './resolve-options';
import type { UnitFile } from './schema';
import type { ChannelOptions, ReleaseOptions } from './unit';

/** Keys that say something of a release, or of no unit at all. */
const NOT_OF_A_UNIT = new Set(['$schema', 'release', 'targets']);

/** Whether a file describes a release unit: one that only gathers others does not. */
export function describesUnit(file: UnitFile): boolean {
  const gathersOthers = file.release?.units !== undefined;
  return !gathersOthers || Object.keys(file).some((key) => !NOT_OF_A_UNIT.has(key));
}

/** The platforms that a unit ships for, in the order of the workspace. */
export function resolveUnitPlatforms(unit: UnitFile, workspace: WorkspaceOptions): ConfiguredPlatform[] {
  const exclude = unit.exclude ?? [];
  return workspace.platforms.filter(({ platform }) => !matchesPlatform(exclude, platform, workspace.groups));
}

export interface NameContext {
  /** The crate whose Cargo.toml lies beside the file. */
  readonly defaultCrate?: string;
  /** The file's path from the workspace's root, for failures. */
  readonly file: string;
}

/** The unit's name: its own, else its only crate's. Failure: `config-invalid` where there are several to choose from. */
export function resolveUnitName(unit: UnitFile, context: NameContext): string {
  if (unit.name !== undefined) return unit.name;
  const [first, ...others] = Object.keys(resolveCrates(unit, context));
  if (first !== undefined && others.length === 0) return first;
  throw new Failure('config-invalid', {
    message: '`name` is missing: a unit of several crates needs a name of its own',
    hint: 'write "name": "<name of the release unit>"',
    place: { file: context.file },
  });
}

export interface ReleaseContext {
  /** Root of the project that the file lies in, relative to the workspace's root; `.` for the root itself. */
  readonly projectRoot: string;
  readonly projectName: string;
  /** The name of the unit that the file describes, if it does. */
  readonly unitName?: string;
  /** The file's path from the workspace's root, for failures. */
  readonly file: string;
}

/** The release of a file; a unit without a `release` section is a release of its own. Failure: `config-invalid`. */
export function resolveRelease({ release = {} }: UnitFile, context: ReleaseContext): ReleaseOptions {
  const units = (release.units ?? [context.projectRoot]).map(normaliseRoot);
  const repeated = units.find((root, index) => units.indexOf(root) < index);
  if (repeated !== undefined) {
    const message = `\`release.units\` names the project at ${JSON.stringify(repeated)} twice`;
    throw new Failure('config-invalid', { message, place: { file: context.file } });
  }
  const channels = release.channels ?? [{ channel: 'directory' }];
  if (release.install !== undefined) requireInstallUrl(release.install, channels, context);
  return {
    name: release.name ?? context.unitName ?? context.projectName,
    ...(release.tag === undefined ? {} : { tag: release.tag }),
    units,
    channels,
    sidecars: release.sidecars ?? RELEASE_DEFAULTS.sidecars,
    manifestText: release.manifestText ?? RELEASE_DEFAULTS.manifestText,
    ...(release.install === undefined ? {} : { install: release.install }),
  };
}

/** The scripts are hashed with what is written; of which clone they are made must not matter. */
function requireInstallUrl(
  { url }: { readonly url?: string },
  channels: readonly ChannelOptions[],
  { file }: ReleaseContext,
): void {
  if (url !== undefined || channels.some((each) => each.channel === 'github' && each.repository !== undefined)) return;
  throw new Failure('config-invalid', {
    message: '`release.install` does not say where the release can be downloaded',
    hint: 'write "url": "https://…", or "repository": "owner/name" in the channel `github`: a git remote is of one clone alone',
    place: { file },
  });
}

/** Nx writes a project's root without `./` in front and `/` behind. */
function normaliseRoot(root: string): string {
  return posix.normalize(root).replace(/(.)\/$/, '$1');
}
