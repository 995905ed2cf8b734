import { asksNativeCpu, findNativeCpu } from './native-cpu';

it.each<[string[], number | undefined]>([
  [['-Ctarget-cpu=native'], 0],
  [['-C target-cpu=native'], 0],
  [['-g', '-C', 'target-cpu=native'], 2],
  [['--codegen=target-cpu=native'], 0],
  [['--codegen target-cpu=native'], 0],
  [['--codegen', 'target_cpu=native'], 1],
  [['-Ctarget-cpu=x86-64-v3'], undefined],
  [['-C', 'lto', 'target-cpu=native'], undefined],
  [['--cfg', 'target-cpu=native'], undefined],
  [['-Ctarget-cpu=native-like'], undefined],
  [[], undefined],
])('%j: %s', (flags, expected) => {
  expect(findNativeCpu(flags)).toBe(expected);
});

it.each<[string, string, boolean]>([
  ['RUSTFLAGS', '-g  -C target-cpu=native', true],
  ['CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS', '-Ctarget-cpu=native', true],
  ['CARGO_ENCODED_RUSTFLAGS', '-C\u001ftarget-cpu=native', true],
  ['CARGO_ENCODED_RUSTFLAGS', '-Clink-arg=-a b', false],
  ['RUSTFLAGS', '-Ctarget-cpu=znver3', false],
  ['CFLAGS', '-Ctarget-cpu=native', false],
])('%s=%j: %s', (variable, value, expected) => {
  expect(asksNativeCpu(variable, value)).toBe(expected);
});
