import { relative, sep } from 'node:path';
import { isMachineVariable } from '../cargo';
import { Failure, throwFailures } from '../failure';
import type { VariableRead } from './gather-reads';

export interface VariablesCheck {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** The environment of whoever started the build. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly hostOs: 'linux' | 'darwin' | 'windows';
  /** The whole environment that the builder had. */
  readonly env: Readonly<Record<string, string>>;
  /** Names that the unit sets (`env`) or lets through (`passEnv`). */
  readonly declared: readonly string[];
  /** The unit's file, for messages. */
  readonly unitFile: string;
}

/**
 * Compares the variables that sources and build scripts read with what is hashed.
 *
 * A variable that the builder gets as it is on this machine (HOME, PATH) must not be compiled in, by no crate. One that
 * the builder does not get is the same for every build, absent; but where the unit's own crates ask for it, and it is set
 * here, whoever set it expects it to count. What cargo, rustc or a build script (`rustc-env`) set is theirs.
 *
 * @throws Failure `variable-undeclared` for each, with the line to add.
 */
export function checkVariables(reads: readonly VariableRead[], check: VariablesCheck): void {
  const declared = new Set(check.declared);
  const failures = new Map<string, Failure>();
  for (const read of reads) {
    if (declared.has(read.name) || failures.has(read.name)) continue;
    const message = isCompiledIn(read, check)
      ? `${describeReader(read, check)} compiles in the variable ${read.name}, which is another on each machine and in no hash.`
      : isMissed(read, check)
        ? `${describeReader(read, check)} reads the variable ${read.name}; it is set, and does not reach the build.`
        : undefined;
    if (message === undefined) continue;
    const hint = `Add it to ${check.unitFile}: "passEnv": ["${read.name}"]; its value is then hashed.`;
    failures.set(read.name, new Failure('variable-undeclared', { message, hint }));
  }
  throwFailures([...failures.keys()].sort().flatMap((name) => failures.get(name) ?? []));
}

/** A value that cargo's configuration sets by force is another than the machine's. */
function isCompiledIn({ name, value, by }: VariableRead, { env, hostOs }: VariablesCheck): boolean {
  return by === 'compiler' && value !== undefined && value === env[name] && isMachineVariable(name, hostOs);
}

/** Set by cargo for each build script: https://doc.rust-lang.org/cargo/reference/environment-variables.html */
const SET_BY_CARGO = /^(CARGO(_.*)?|OUT_DIR|TARGET|HOST|NUM_JOBS|OPT_LEVEL|DEBUG|PROFILE|RUSTC(_.*)?|RUSTDOC|DEP_.*)$/;

function isMissed({ name, value, by, isLocal }: VariableRead, { env, hostEnv }: VariablesCheck): boolean {
  if (!isLocal || value !== undefined || hostEnv[name] === undefined || env[name] !== undefined) return false;
  return by === 'compiler' || !SET_BY_CARGO.test(name);
}

function describeReader({ crate, by }: VariableRead, { workspaceRoot }: VariablesCheck): string {
  const inside = crate === workspaceRoot || crate.startsWith(workspaceRoot + sep);
  const name = inside ? relative(workspaceRoot, crate) || 'the root crate' : crate.split(sep).at(-1);
  return by === 'compiler' ? `${name}` : `The build script of ${name}`;
}
