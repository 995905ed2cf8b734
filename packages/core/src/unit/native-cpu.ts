/** What is wrong with `target-cpu=native`, wherever it stands. */
export const NATIVE_CPU = {
  message: '`target-cpu=native` binds the result to the machine that builds it',
  hint: 'name a CPU that every user has, as in x86-64-v2, or leave it out',
} as const;

// rustc takes `_` for `-` in the names of codegen options.
const OPTION = /^\s*target[-_]cpu\s*=\s*native\s*$/;

/** The index of the flag that asks rustc for the builder's own CPU; `undefined` where none does. */
export function findNativeCpu(flags: readonly string[]): number | undefined {
  const index = flags.findIndex((flag, at) => {
    const joined = /^(?:-C|--codegen(?:=|\s))\s*(.*)$/.exec(flag)?.[1];
    if (joined !== undefined && OPTION.test(joined)) return true;
    const before = flags[at - 1];
    return (before === '-C' || before === '--codegen') && OPTION.test(flag);
  });
  return index < 0 ? undefined : index;
}

/** Whether a variable such as `RUSTFLAGS` or `CARGO_ENCODED_RUSTFLAGS` asks for it. */
export function asksNativeCpu(variable: string, value: string): boolean {
  if (!variable.endsWith('RUSTFLAGS')) return false;
  // Cargo parts the encoded variable at the unit separator, all others at blanks.
  const flags = variable.includes('ENCODED') ? value.split('\u001f') : value.split(/\s+/);
  return findNativeCpu(flags) !== undefined;
}
