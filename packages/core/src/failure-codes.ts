/**
 * Every code that a failure can carry. A code is stable: scripts match on it, and `docs/errors/<code>.md` explains it.
 * Grouped by the room that raises it.
 */
export const FAILURE_CODES = [
  // platform
  'unknown-platform',
  'malformed-triple',
  'glibc-floor',
  // unit
  'config-unreadable',
  'config-invalid',
  'path-outside-workspace',
  'unit-exists',
  // artifact
  'record-missing',
  'record-damaged',
  'artifact-missing',
  'artifact-changed',
  'name-collision',
  // import
  'import-refused',
  // cargo
  'manifest-unreadable',
  'manifest-invalid',
  'crate-unknown',
  'binary-unknown',
  'openssl-missing',
  'pkg-config-cross',
  'library-missing',
  'libclang-missing',
  'protoc-missing',
  'c-compiler-missing',
  'linker-missing',
  'apple-sdk-missing',
  'build-script-glibc',
  'nightly-needed',
  // toolchain
  'tool-missing',
  'variable-undeclared',
  'variable-differs',
  'std-missing',
  'setup-failed',
  'sdk-mismatch',
  'toolchain-differs',
  'toolchain-unhashed',
  // build
  'no-container',
  'no-environment',
  'no-strategy',
  'target-cpu-native',
  'compile-failed',
  'compile-timeout',
  'build-stale',
  'input-undeclared',
  'input-changed',
  'lockfile-outdated',
  'cargo-outdated',
  'output-missing',
  // binary
  'binary-malformed',
  'binary-foreign',
  'policy-violated',
  'strip-failed',
  'smoke-failed',
  'smoke-impossible',
  // container
  'engine-missing',
  'engine-denied',
  'engine-outdated',
  'engine-config-invalid',
  'engine-lost',
  'engine-failed',
  'image-missing',
  'image-build-failed',
  'image-foreign',
  'pull-refused',
  'pull-failed',
  'out-of-memory',
  // archive
  'source-date-epoch',
  'files-match-nothing',
  'file-changed',
  'template-invalid',
  'link-outside-workspace',
  // release
  'release-gap',
  'target-taken',
  'version-disagreement',
  'version-invalid',
  'version-ambiguous',
  'version-twice',
  'tree-dirty',
  'history-shallow',
  // bump
  'requirement-complex',
  // publish
  'published-differs',
  // the machine
  'cannot-read',
  'cannot-write',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];
