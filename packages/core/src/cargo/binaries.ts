import type { Binary } from './binary-targets';
import { enabledFeatures, listBinaries } from './binary-targets';
import { Failure, throwFailures } from '../failure';
import { nearestNames, renderNearest } from '../nearest';
import type { Crate, CrateBinaries } from './crate';
import type { Manifests } from './manifests';
import { requireManifest } from './manifests';
import type { ListFolder } from './ports';

export interface BinarySources {
  /** The crates that a unit may name. */
  readonly crates: readonly Crate[];
  readonly manifests: Manifests;
  readonly list: ListFolder;
  /** As the unit sets them: they decide which of a crate's binaries are built when it names none. */
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  /** The file that names the crates, for messages. */
  readonly file: string;
}

/**
 * A unit's crates with the binaries to build of each, in the unit's order; binaries bytewise where it names none.
 *
 * @param wanted Crate → binaries; an empty list means all of the crate's.
 * @throws Failure `crate-unknown`, `binary-unknown`, `name-collision`; all of them at once.
 */
export function resolveBinaries(
  wanted: Readonly<Record<string, readonly string[]>>,
  sources: BinarySources,
): CrateBinaries[] {
  const mistakes: Failure[] = [];
  const resolved = Object.entries(wanted).flatMap(([name, binaries]) => {
    const crate = findCrate(name, sources, mistakes);
    if (crate === undefined) return [];
    const chosen = chooseBinaries(crate, binaries, sources, mistakes);
    return chosen.length === 0 ? [] : [{ crate, binaries: chosen }];
  });
  mistakes.push(...collisions(resolved, sources.file));
  throwFailures(mistakes);
  return resolved;
}

function findCrate(name: string, { crates, file }: BinarySources, mistakes: Failure[]): Crate | undefined {
  const found = crates.filter((crate) => crate.name === name);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const folders = found.map(({ root }) => root).sort();
    mistakes.push(
      new Failure('name-collision', {
        message: `Several crates are called \`${name}\`: ${folders.join(', ')}.`,
        place: { file },
      }),
    );
    return undefined;
  }
  const names = crates.map((crate) => crate.name);
  mistakes.push(
    new Failure('crate-unknown', {
      message: `There is no crate \`${name}\`.`,
      ...hintOf(name, names, 'crates'),
      place: { file },
    }),
  );
  return undefined;
}

function chooseBinaries(
  crate: Crate,
  wanted: readonly string[],
  sources: BinarySources,
  mistakes: Failure[],
): readonly string[] {
  const manifest = requireManifest(sources.manifests, crate.root, { by: sources.file, as: `\`${crate.name}\`` });
  const binaries = listBinaries(manifest, crate.root, sources.list);
  const names = binaries.map(({ name }) => name);
  const refuse = (message: string, hint: { hint?: string }) => {
    mistakes.push(new Failure('binary-unknown', { message, ...hint, place: { file: sources.file } }));
    return [];
  };
  if (binaries.length === 0) {
    return refuse(`The crate \`${crate.name}\` has no binary.`, {
      hint: `Add src/main.rs or a [[bin]] to ${crate.manifestPath}, or name another crate.`,
    });
  }
  const unknown = wanted.filter((name) => !names.includes(name));
  for (const name of unknown) {
    refuse(`The crate \`${crate.name}\` has no binary \`${name}\`.`, hintOf(name, names, 'binaries'));
  }
  if (wanted.length > 0) return wanted.filter((name) => names.includes(name));
  const enabled = enabledFeatures(manifest.package?.features ?? {}, sources);
  const built = binaries.filter(({ requiredFeatures }) => requiredFeatures.every((feature) => enabled.has(feature)));
  return built.length > 0
    ? built.map(({ name }) => name)
    : refuse(
        `Every binary of the crate \`${crate.name}\` needs features that are not enabled.`,
        featuresHint(binaries),
      );
}

function featuresHint(binaries: readonly Binary[]): { hint: string } {
  const needs = binaries.map(({ name, requiredFeatures }) => `${name}: ${requiredFeatures.join(', ')}`);
  return { hint: `Enable them in \`features\` (${needs.join('; ')}).` };
}

/** A unit's binaries lie side by side in its archive. */
function collisions(resolved: readonly CrateBinaries[], file: string): Failure[] {
  const owner = new Map<string, string>();
  return resolved.flatMap(({ crate, binaries }) =>
    binaries.flatMap((binary) => {
      const other = owner.get(binary);
      owner.set(binary, crate.name);
      if (other === undefined) return [];
      const message =
        other === crate.name
          ? `The binary \`${binary}\` of the crate \`${crate.name}\` is named twice.`
          : `The crates \`${other}\` and \`${crate.name}\` both have a binary \`${binary}\`.`;
      return [
        new Failure('name-collision', { message, hint: 'Ship one of them in a unit of its own.', place: { file } }),
      ];
    }),
  );
}

function hintOf(name: string, known: readonly string[], what: string): { hint?: string } {
  const nearest = renderNearest(nearestNames(name, known));
  if (nearest !== undefined) return { hint: `${nearest.charAt(0).toUpperCase()}${nearest.slice(1)}` };
  return known.length === 0 ? {} : { hint: `Known ${what}: ${[...new Set(known)].sort().join(', ')}.` };
}
