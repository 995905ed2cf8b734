import type { FailureCode } from '../failure-codes';
import { linkerTable } from '../platform/linkers';
import type { Platform } from '../platform/platform';
import { lowerSnake, upperSnake } from './names';

export interface ExplainContext {
  readonly platform: Platform;
  /** The line that installs the platform's std, as the toolchain's own room words it. */
  readonly stdHint: string;
}

/** A Failure in the making: whoever ran the call adds the output. */
export interface Explanation {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
}

interface Rule {
  readonly code: FailureCode;
  readonly pattern: RegExp;
  /** Where the words mean this on some platforms alone. */
  readonly applies?: (platform: Platform) => boolean;
  readonly explain: (match: Match, context: ExplainContext) => Omit<Explanation, 'code'>;
}

interface Match {
  /** What the pattern's groups matched; empty for one that did not. */
  readonly groups: readonly string[];
  /** The crate whose build script failed: `The build script of \`x\``, or `A build script`. */
  readonly script: string;
}

/**
 * What a failed cargo call died of, where it is one of the failures that users meet again and again; `undefined` for all
 * others, whose own words are the best there are.
 *
 * @param output Everything that cargo said, with or without colours.
 */
export function explainFailure(output: string, context: ExplainContext): Explanation | undefined {
  const errors = errorsOf(output);
  const crate = /failed to run custom build command for `(\S+) /.exec(errors)?.[1];
  for (const rule of RULES) {
    const match = rule.pattern.exec(errors);
    if (match === null || rule.applies?.(context.platform) === false) continue;
    const groups = match.slice(1).map((group: string | undefined) => group ?? '');
    const script = crate === undefined ? 'A build script' : `The build script of \`${crate}\``;
    return { code: rule.code, ...rule.explain({ groups, script }, context) };
  }
  return undefined;
}

// Colours, and what cargo puts before an error: warnings of build scripts that went on all the same.
const COLOURS = /\u001b\[[0-9;]*m/g;

function errorsOf(output: string): string {
  const plain = output.replace(COLOURS, '');
  return plain.slice(Math.max(0, plain.search(/^error(\[|:)/m)));
}

/** The first that matches counts: openssl-sys, for one, says what pkg-config said before it gives up. */
const RULES: readonly Rule[] = [
  {
    code: 'cannot-write',
    // A linker writes through memory, where the system says it by this signal.
    pattern: /No space left on device|ld terminated with signal 7 \[Bus error\]/,
    explain: () => ({
      message: 'The disk of cargo’s target directory, or of temporary files, became full while it compiled.',
      hint: 'Free some space on it, then run the task again.',
    }),
  },
  {
    code: 'cannot-write',
    pattern:
      /^error: (?:failed to (?:open|write|create)[^\n]*\s+Caused by:\s+)?(Permission denied|Read-only file system) \(os error/m,
    explain: ({ groups: [words = ''] }) => ({
      message: `Cargo could not write to its target directory (${words}).`,
      hint: 'Make the folder writable for whoever compiles: you, or in a container of a rootless engine the engine’s user.',
    }),
  },
  {
    code: 'out-of-memory',
    // What cargo says of a compiler or a build script that the system has killed; it ends with a code of its own, 101.
    pattern: /\(signal: 9, SIGKILL: kill\)/,
    explain: () => ({
      message: 'A process of it was killed, most often for want of memory.',
      hint: 'Run fewer builds at once (--parallel=1), or let cargo run fewer jobs (CARGO_BUILD_JOBS=1).',
    }),
  },
  {
    code: 'cargo-outdated',
    // cargo's `resolver/encode.rs`: a form that it does not know, and one that is not settled for it yet.
    pattern: /lock file version `?(\d+)`? (?:was found, but this version of Cargo|requires `-Znext-lockfile-bump`)/,
    explain: ({ groups: [version = ''] }) => ({
      message: `The cargo that ran is older than Cargo.lock, whose form (version ${version}) it does not know.`,
      hint: 'Take a newer Rust, in a container an image that has one; or write Cargo.lock with that cargo.',
    }),
  },
  {
    code: 'lockfile-outdated',
    pattern: /cannot (create|update) the lock file|the lock file \S+ needs to be (updated) but --locked/,
    explain: ({ groups: [verb] }) => ({
      message:
        verb === 'create'
          ? 'There is no Cargo.lock, and `--locked` forbids making one.'
          : 'Cargo.lock does not fit the manifests any more, and `--locked` forbids changing it.',
      hint: `Run \`cargo ${verb === 'create' ? 'generate-lockfile' : 'update --workspace'}\` and commit Cargo.lock, or set \`locked\` to false.`,
    }),
  },
  {
    code: 'std-missing',
    pattern: /does not exist, unable to build with the standard library, try:\s+(\S.*)/,
    explain: ({ groups: [line = ''] }) => ({
      message: '`buildStd` needs the sources of std, which are not installed.',
      hint: line,
    }),
  },
  {
    code: 'std-missing',
    pattern: /can't find crate for `(?:std|core)`/,
    explain: (_match, { platform, stdHint }) => ({
      message: `Rust's std for ${platform.id} is not installed.`,
      hint: stdHint,
    }),
  },
  {
    code: 'nightly-needed',
    pattern:
      /`-Z` flag is only accepted on the nightly|option `Z` is only accepted on the nightly|may not be used on the \S+ release channel/,
    explain: () => ({
      message: 'The build uses unstable features, which this Rust toolchain refuses.',
      hint: 'Set `toolchain` to a nightly, or RUSTC_BOOTSTRAP to 1 in `env`, and know what that means.',
    }),
  },
  {
    code: 'linker-missing',
    pattern: /linker `([^`]+)` not found/,
    explain: ({ groups: [linker = ''] }, { platform }) => ({
      message: `The linker ${linker} was not found.`,
      hint: compilerHint(linker, platform),
    }),
  },
  {
    code: 'build-script-glibc',
    pattern: /version `(GLIBC_[0-9.]+)' not found \(required by (?:\S*\/)?([^/)]+)\)/,
    explain: ({ groups: [version = '', program = ''] }) => ({
      message: `${program}, which runs while it builds, needs ${version}, newer than the glibc that it runs with: it was compiled elsewhere.`,
      hint: 'Empty the target directory, and give the host and each container image one of their own.',
    }),
  },
  {
    code: 'openssl-missing',
    pattern: /Could not find directory of OpenSSL installation/,
    explain: (_match, { platform }) => ({
      message: `\`openssl-sys\` found no OpenSSL for ${platform.id}.`,
      hint: `Use rustls, or the feature \`vendored\` of openssl; or name an OpenSSL of the platform in ${upperSnake(platform.id)}_OPENSSL_DIR.`,
    }),
  },
  {
    code: 'pkg-config-cross',
    pattern: /pkg-config has not been configured to support cross-compilation/,
    explain: ({ script }, { platform }) => ({
      message: `${script} asks pkg-config for a library of ${platform.id}; pkg-config knows the host's alone.`,
      hint: `Switch on the crate's own copy of the library (\`bundled\`, \`vendored\`, \`static\`), or set PKG_CONFIG_SYSROOT_DIR_${lowerSnake(platform.id)} to a sysroot of the platform.`,
    }),
  },
  {
    code: 'library-missing',
    pattern: /The system library `([^`]+)` required by crate `([^`]+)` was not found/,
    explain: ({ groups: [library = '', crate = ''] }) => ({
      message: `\`${crate}\` needs the system library ${library}, which pkg-config does not find.`,
      hint: `Install its development package (the one with ${library}.pc), or switch on the crate's own copy of the library.`,
    }),
  },
  {
    code: 'libclang-missing',
    pattern: /Unable to find libclang/,
    explain: ({ script }) => ({
      message: `${script} uses bindgen, which needs libclang.`,
      hint: 'sudo apt-get install libclang-dev (or set LIBCLANG_PATH), or use the bindings that the crate ships.',
    }),
  },
  {
    code: 'libclang-missing',
    pattern: /'((?:stddef|stdarg|stdbool|stdint|limits|float)\.h)' file not found/,
    explain: ({ script, groups: [header = ''] }) => ({
      message: `${script} uses bindgen, whose libclang does not find its own headers (${header}).`,
      hint: 'sudo apt-get install libclang-dev clang, or name the headers in BINDGEN_EXTRA_CLANG_ARGS.',
    }),
  },
  {
    code: 'protoc-missing',
    pattern: /Could not find `protoc`/,
    explain: ({ script }) => ({
      message: `${script} needs protoc, the protobuf compiler.`,
      hint: "sudo apt-get install protobuf-compiler (or set PROTOC), and name it in the unit's `tools`.",
    }),
  },
  {
    code: 'apple-sdk-missing',
    pattern: /fatal error: '([A-Z]\w*)\/\w+\.h' file not found/,
    applies: ({ os }) => os === 'darwin',
    explain: ({ script, groups: [framework = ''] }) => ({
      message: `${script} needs headers of Apple's framework ${framework}, which come with Apple's SDK alone.`,
      hint: 'Declare an SDK (`sdk` in nx-cross.json, it becomes SDKROOT), or do without the crate: where it is aws-lc, rustls with ring needs none.',
    }),
  },
  {
    code: 'apple-sdk-missing',
    pattern:
      /unable to find (?:system )?framework ["']([^"']+)["']|framework not found (\S+)|framework '([^']+)' not found/,
    applies: ({ os }) => os === 'darwin',
    explain: ({ groups }) => ({
      message: `The program links Apple's framework ${groups.join('')}, which comes with Apple's SDK alone.`,
      hint: 'Declare an SDK (`sdk` in nx-cross.json, it becomes SDKROOT).',
    }),
  },
  {
    code: 'c-compiler-missing',
    pattern: /[Ff]ailed to find tool(?: "([^"]+)"|\. Is `([^`]+)` installed)/,
    explain: ({ script, groups }, { platform }) => ({
      message: `${script} compiles C, and the compiler ${groups.join('')} was not found.`,
      hint: compilerHint(groups.join(''), platform),
    }),
  },
  {
    code: 'tool-missing',
    pattern: /is `([^`]+)` not installed\?/,
    explain: ({ script, groups: [tool = ''] }) => ({
      message: `${script} needs ${tool}, which was not found.`,
      hint: `Install ${tool}, and name it in the unit's \`tools\`.`,
    }),
  },
];

function compilerHint(program: string, platform: Platform): string {
  const { gcc, zig } = linkerTable(platform);
  if (['cc', 'gcc', 'c++', 'g++', 'clang'].includes(program)) return 'sudo apt-get install gcc g++';
  const install = gcc?.program === program ? [`sudo apt-get install ${gcc.debianPackage}`] : [];
  return (
    [...install, ...(zig === undefined ? [] : ['add `zig` to `strategy`: it brings a C compiler'])].join(', or ') ||
    `Install ${program}, or put its folder on PATH.`
  );
}
