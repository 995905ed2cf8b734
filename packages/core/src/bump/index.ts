export type { BumpRequest } from './bump-crates';
export { bumpCrates } from './bump-crates';
export { requireOneVersion } from './require-one-version';
export type { OneVersionCheck } from './require-one-version';
export { replaceTables } from './toml-tables';
