export * from './run-smoke';
export * from './runner';
