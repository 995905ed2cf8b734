import picomatch from 'picomatch';
import type { Platform } from '../platform/platform';
import type { BinaryFacts } from './facts';

/**
 * The loaders (`PT_INTERP`) of the systems whose binaries are ELF, by the file's own name. glibc: the platforms'
 * `RTLDLIST` in its sysdeps (ld64 on s390x and PowerPC, ld.so.1 on MIPS); musl: its `arch` files; the others: their
 * compilers' defaults.
 */
const LOADERS: ReadonlyMap<string, string> = new Map([
  ['gnu', '{ld-linux*.so.*,ld64.so.*,ld.so.1}'],
  ['musl', 'ld-musl-*.so.1'],
  ['android', '{linker,linker64}'],
  ['freebsd', 'ld-elf*.so.1'],
  ['netbsd', 'ld.elf_so*'],
  ['openbsd', 'ld.so'],
  ['illumos', 'ld.so.1'],
]);

/** Another system's loader: the one trace of a binary for the same machine and another C library. */
export function checkInterpreter(facts: BinaryFacts, platform: Platform): string[] {
  const { interpreter } = facts;
  const system = platform.libc ?? platform.os;
  const expected = LOADERS.get(system);
  if (interpreter === undefined || expected === undefined) return [];
  const name = interpreter.slice(interpreter.lastIndexOf('/') + 1);
  return picomatch.isMatch(name, expected) ? [] : [`its loader ${interpreter} is not one of ${system}`];
}
