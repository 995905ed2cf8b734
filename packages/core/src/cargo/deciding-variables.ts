import { Failure, throwFailures } from '../failure';
import type { Platform } from '../platform';
import { lowerSnake, targetVariable } from './names';

/** Which compiler, with which flags; of every cargo call. */
const OF_EVERY_CALL = [
  'RUSTC',
  'RUSTC_BOOTSTRAP',
  'CARGO_BUILD_RUSTC',
  'RUSTFLAGS',
  'CARGO_ENCODED_RUSTFLAGS',
  'CARGO_BUILD_RUSTFLAGS',
  'SDKROOT',
  'MACOSX_DEPLOYMENT_TARGET',
  'PROTOC',
  'LIBCLANG_PATH',
];

/** The cc crate's tools and flags, each looked up under five names. */
const OF_C = ['CC', 'CXX', 'AR', 'RANLIB', 'CFLAGS', 'CXXFLAGS', 'LDFLAGS'];

/**
 * Names of the variables that decide a platform's bytes, by heart: the graph declares each as an input, whether it is
 * set or not. Bytewise.
 */
export function decidingVariables(platform: Platform): readonly string[] {
  const ofC = OF_C.flatMap((tool) => [
    tool,
    `HOST_${tool}`,
    `TARGET_${tool}`,
    `${tool}_${platform.id}`,
    `${tool}_${lowerSnake(platform.id)}`,
  ]);
  const ofTarget = [targetVariable(platform, 'LINKER'), targetVariable(platform, 'RUSTFLAGS')];
  return [...new Set([...OF_EVERY_CALL, ...ofTarget, ...ofC])].sort();
}

/**
 * A variable that would reach the builder and decide its bytes, and that no input declares, would let a shared cache
 * give one build the result of another.
 *
 * @param deciding Names of deciding variables that are set.
 * @throws Failure `variable-undeclared` for each, with the line to add.
 */
export function requireDeclared(deciding: readonly string[], platform: Platform, passEnv: readonly string[]): void {
  const declared = new Set([...decidingVariables(platform), ...passEnv]);
  throwFailures(
    deciding
      // Another target's variables decide nothing here.
      .filter((name) => !declared.has(name) && !isOfAnotherTarget(name, platform))
      .map(
        (name) =>
          new Failure('variable-undeclared', {
            message: `The variable ${name} is set and would decide what is built, and no hash knows of it.`,
            hint: `Add it to nx-cross.json: "passEnv": ["${name}"]; or unset it.`,
          }),
      ),
  );
}

const TARGET_VARIABLE = /^CARGO_TARGET_(.*)_(LINKER|RUSTFLAGS)$/;

function isOfAnotherTarget(name: string, platform: Platform): boolean {
  const match = TARGET_VARIABLE.exec(name);
  if (match !== null) return name !== targetVariable(platform, match[2] === 'LINKER' ? 'LINKER' : 'RUSTFLAGS');
  const [, tool, target] = /^([A-Z]+)_(.+)$/.exec(name) ?? [];
  return tool !== undefined && target !== undefined && OF_C.includes(tool) && /^[a-z0-9_]+[-_]/.test(target);
}
