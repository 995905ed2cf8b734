import { posix } from 'node:path';
import type { Manifests } from '../cargo';
import { findCargoRoot } from '../cargo';
import { Failure } from '../failure';
import type { TomlString } from './toml-strings';
import { listStrings } from './toml-strings';

/** Where a crate's version is written: in its own manifest, or in the one that it inherits it from. */
export interface VersionPlace {
  readonly file: string;
  readonly string: TomlString;
}

/** @throws Failure `version-invalid` where no version is written. */
export function versionString(manifests: Manifests, folder: string): VersionPlace {
  const own = posix.join(folder, 'Cargo.toml');
  const section = manifests.at(folder)?.package;
  const inherits = typeof section?.version === 'object';
  const { file } = inherits ? findCargoRoot(manifests, folder).manifest : { file: own };
  const strings = listStrings(manifests.readText(file) ?? '');
  const keys = inherits ? ['workspace.package.version'] : ['package.version', 'project.version'];
  const string = strings.find(({ path }) => keys.includes(path.join('.')));
  if (string !== undefined) return { file, string };
  throw new Failure('version-invalid', {
    message: `the crate \`${section?.name ?? folder}\` has no version`,
    hint: `write version = "0.0.0" under ${inherits ? '[workspace.package]' : '[package]'}`,
    place: { file },
  });
}
