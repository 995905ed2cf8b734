import type { TargetConfiguration } from '@nx/devkit';
import type { Sha256 } from '@nx-cross/core/artifact';

type Metadata = NonNullable<TargetConfiguration['metadata']>;

/** The digest of the import that a target adopts, as part of its metadata: the executor holds what it finds against it. */
export function describeImport(digest: Sha256): Metadata {
  return { nxCrossImport: digest };
}

/** `undefined` for a target that makes its files itself. */
export function importOf({ metadata }: TargetConfiguration): string | undefined {
  return (metadata as { readonly nxCrossImport?: string } | undefined)?.nxCrossImport;
}
