export { compareWithOracles } from './binary-oracles';
export type { OracleFacts, OracleTools } from './binary-oracles';
export * from './tiny-binaries';
