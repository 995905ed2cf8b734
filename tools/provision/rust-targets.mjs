// The platforms of this project that need a std of their own beside the host's.
export const hostTarget = 'x86_64-unknown-linux-gnu';

export const crossTargets = [
  'aarch64-unknown-linux-gnu',
  'x86_64-unknown-linux-musl',
  'aarch64-unknown-linux-musl',
  'x86_64-pc-windows-gnu',
  'x86_64-apple-darwin',
  'aarch64-apple-darwin',
];
