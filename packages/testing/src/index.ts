export { compareWithOracles } from './binary-oracles';
export type { OracleTools } from './binary-oracles';
export * from './tiny-binaries';
export { CHECKOUT, Rig } from './rig';
export type { Finished, RigOptions, RunOptions, TaskResult } from './rig';
