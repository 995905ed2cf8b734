export { checkReads } from './check-reads';
export * from './choose-linker';
export * from './diagnose';
export * from './lock-file';
export * from './plan';
export * from './plan-build';
export * from './render-plan';
export * from './run-build';
