export * from './compile-sources';
export * from './files';
export * from './load-project';
export * from './load-unit';
export * from './open-workspace';
