import { readFileSync } from 'node:fs';

/** The version of this package. */
export const ownVersion = (
  JSON.parse(readFileSync(require.resolve('nx-cross/package.json'), 'utf8')) as { readonly version: string }
).version;
