import { posix } from 'node:path';
import { Failure } from '@nx-cross/core';
import type { Crate } from '@nx-cross/core/cargo';
import { enabledFeatures, listBinaries } from '@nx-cross/core/cargo';
import type { UnitFile } from '@nx-cross/core/unit';
import type { WorkspaceTree } from '../workspace-tree';

const SCHEMA = 'node_modules/@nx-cross/core/schemas/nx-cross.schema.json';

/** For editors: the schema's path from a folder's `nx-cross.json`. */
export function schemaPath(folder: string): string {
  return folder === '.' ? `./${SCHEMA}` : posix.relative(folder, SCHEMA);
}

export function renderUnitFile(file: UnitFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * The features that a crate's binaries need, where cargo would build none of them without; else none.
 * Failure: `binary-unknown` for a crate that has no binary.
 */
export function featuresNeeded({ manifests, list }: WorkspaceTree, crate: Crate): string[] {
  const manifest = manifests.at(crate.root);
  const binaries = manifest === undefined ? [] : listBinaries(manifest, crate.root, list);
  if (binaries.length === 0) {
    throw new Failure('binary-unknown', {
      message: `the crate ${crate.name} has no binary to release`,
      hint: 'add src/main.rs or a [[bin]], or name another crate',
      place: { file: crate.manifestPath },
    });
  }
  const enabled = enabledFeatures(manifest?.package?.features ?? {}, { features: [], defaultFeatures: true });
  const missing = binaries.map(({ requiredFeatures }) => requiredFeatures.filter((feature) => !enabled.has(feature)));
  return missing.some((features) => features.length === 0) ? [] : [...new Set(missing.flat())].sort();
}
