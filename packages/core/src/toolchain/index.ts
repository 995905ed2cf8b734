export * from './compilers';
export * from './host';
export * from './local-host';
export * from './objcopy';
export * from './pinned';
export * from './rust';
export * from './tool';
export * from './zig';
