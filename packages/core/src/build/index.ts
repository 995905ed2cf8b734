export * from './choose-linker';
export * from './plan';
export * from './plan-build';
export * from './run-build';
