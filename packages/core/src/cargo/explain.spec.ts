import { findPlatform } from '../platform';
import { explainFailure } from './explain';

/** Outputs of real crates, cargo 1.95 and 1.96 on Debian 12, cut to the lines that matter; folders, and a linker, renamed. */
const FAILED = (crate: string) => `error: failed to run custom build command for \`${crate}\`
note: To improve backtraces for build dependencies, set the CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_DEBUG=true environment variable to enable debug information generation.

Caused by:
  process didn't exit successfully: \`/w/target/release/build/x-9694ce01e183e789/build-script-build\` (exit status: 101)
`;

const FULL_DISK = `   Compiling a v1.0.0 (/w/a)
error: linking with \`cc\` failed: exit status: 1
  |
  = note: some arguments are omitted. use \`--verbose\` to show all linker arguments
  = note: PLEASE submit a bug report to https://github.com/llvm/llvm-project/issues/ and include the crash backtrace and instructions to reproduce the bug.
          collect2: fatal error: ld terminated with signal 7 [Bus error]
          compilation terminated.


error: could not compile \`a\` (bin "a") due to 1 previous error
`;

const FULL_FOR_CARGO = `error: failed to write \`/w/target/release/.fingerprint/a-9694ce01e183e789/invoked.timestamp\`

Caused by:
  No space left on device (os error 28)
`;

const CLOSED_FOR_CARGO = [
  'error: failed to open: /w/target/release/.cargo-lock\n\nCaused by:\n  Read-only file system (os error 30)\n',
  'error: Read-only file system (os error 30) at path "/w/target/nx-cross/too18EZ"\n',
];

const KILLED = `   Compiling a v1.0.0 (/w/a)
error: could not compile \`a\` (bin "a")

Caused by:
  process didn't exit successfully: \`/opt/rust/bin/rustc --crate-name a\` (signal: 9, SIGKILL: kill)
`;

const NEW_LOCK = [
  'error: failed to parse lock file at: /w/Cargo.lock\n\nCaused by:\n  lock file version `4` was found, but this version of Cargo does not understand this lock file, perhaps Cargo needs to be updated?\n',
  'error: failed to parse lock file at: /w/Cargo.lock\n\nCaused by:\n  lock file version 4 requires `-Znext-lockfile-bump`\n',
];

const OPENSSL = `   Compiling openssl-sys v0.9.118
warning: openssl-sys@0.9.118: Could not find directory of OpenSSL installation, and this \`-sys\` crate cannot proceed without this knowledge. If OpenSSL is installed and this crate had trouble finding it,  you can set the \`OPENSSL_DIR\` environment variable for the compilation process. See stderr section below for further information.
${FAILED('openssl-sys v0.9.118')}  --- stdout
  cargo:rerun-if-env-changed=AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR
  AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR unset

  Could not find openssl via pkg-config:
  pkg-config has not been configured to support cross-compilation.

  Install a sysroot for the target platform and configure it via
  PKG_CONFIG_SYSROOT_DIR and PKG_CONFIG_PATH, or install a
  cross-compiling wrapper for pkg-config and set it via
  PKG_CONFIG environment variable.

  --- stderr

  Could not find directory of OpenSSL installation, and this \`-sys\` crate cannot
  proceed without this knowledge. If OpenSSL is installed and this crate had
  trouble finding it,  you can set the \`OPENSSL_DIR\` environment variable for the
  compilation process.

  $HOST = x86_64-unknown-linux-gnu
  $TARGET = aarch64-unknown-linux-gnu
  openssl-sys = 0.9.118

warning: build failed, waiting for other jobs to finish...
`;

const PKG_CONFIG = `   Compiling libudev-sys v0.1.4
${FAILED('libudev-sys v0.1.4')}  --- stderr

  thread 'main' (24485) panicked at /cargo/registry/src/index.crates.io-1949cf8c6b5b557f/libudev-sys-0.1.4/build.rs:38:41:
  called \`Result::unwrap()\` on an \`Err\` value: "pkg-config has not been configured to support cross-compilation.\\n\\nInstall a sysroot for the target platform and configure it via\\nPKG_CONFIG_SYSROOT_DIR and PKG_CONFIG_PATH, or install a\\ncross-compiling wrapper for pkg-config and set it via\\nPKG_CONFIG environment variable."
`;

const ALSA = `${FAILED('alsa-sys v0.3.1')}  --- stderr

  thread 'main' (24519) panicked at /cargo/registry/src/index.crates.io-1949cf8c6b5b557f/alsa-sys-0.3.1/build.rs:13:18:

  pkg-config exited with status code 1
  > PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 pkg-config --libs --cflags alsa

  pkg-config output:
    Package alsa was not found in the pkg-config search path.
    Perhaps you should add the directory containing \`alsa.pc'
    to the PKG_CONFIG_PATH environment variable
    Package 'alsa', required by 'virtual:world', not found

  The system library \`alsa\` required by crate \`alsa-sys\` was not found.
  The file \`alsa.pc\` needs to be installed and the PKG_CONFIG_PATH environment variable must contain its parent directory.
  The PKG_CONFIG_PATH environment variable is not set.
`;

const LIBCLANG = `   Compiling bindgen v0.72.1
${FAILED('bind v0.1.0 (/w/bind)')}  --- stderr

  thread 'main' (27898) panicked at /cargo/registry/src/index.crates.io-1949cf8c6b5b557f/bindgen-0.72.1/lib.rs:616:27:
  Unable to find libclang: "couldn't find any valid shared libraries matching: ['libclang.so', 'libclang-*.so', 'libclang.so.*', 'libclang-*.so.*'], set the \`LIBCLANG_PATH\` environment variable to a path where one of these files can be found (invalid: [])"
`;

// With PyPI's libclang, which is the library alone.
const CLANG_HEADERS = `${FAILED('bind v0.1.0 (/w/bind)')}  --- stderr
  /usr/include/stdlib.h:32:10: fatal error: 'stddef.h' file not found

  thread 'main' (32225) panicked at build.rs:1:218:
  called \`Result::unwrap()\` on an \`Err\` value: ClangDiagnostic("/usr/include/stdlib.h:32:10: fatal error: 'stddef.h' file not found\\n")
`;

const PROTOC = `   Compiling prost-build v0.14.4
${FAILED('prost v0.1.0 (/w/prost)')}  --- stderr

  thread 'main' (29229) panicked at build.rs:1:129:
  called \`Result::unwrap()\` on an \`Err\` value: Custom { kind: NotFound, error: "Could not find \`protoc\`. If \`protoc\` is installed, try setting the \`PROTOC\` environment variable to the path of the \`protoc\` binary. To install it on Debian, run \`apt-get install protobuf-compiler\`. It is also available at https://github.com/protocolbuffers/protobuf/releases  For more information: https://docs.rs/prost-build/#sourcing-protoc" }
`;

const CMAKE = `${FAILED('cm v0.1.0 (/w/cm)')}  --- stderr
  thread 'main' (10880) panicked at /cargo/registry/src/index.crates.io-1949cf8c6b5b557f/cmake-0.1.58/src/lib.rs:1132:5:

  failed to execute command: No such file or directory (os error 2)
  is \`cmake\` not installed?

  build script failed, must exit now
`;

// A build script that was linked for glibc 2.39, as one is that a container left in the target directory.
const GLIBC = `   Compiling glibc v0.1.0 (/w/glibc)
${FAILED('glibc v0.1.0 (/w/glibc)')}  --- stderr
  /w/target/release/build/glibc-7dc0d2b0e1bac5ca/build-script-build: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.38' not found (required by /w/target/release/build/glibc-7dc0d2b0e1bac5ca/build-script-build)
`;

const LINKER = `   Compiling plain v0.1.0 (/w/plain)
error: linker \`aarch64-linux-gnu-gcc\` not found
  |
  = note: No such file or directory (os error 2)

error: could not compile \`plain\` (bin "plain") due to 1 previous error
`;

const NO_CC = LINKER.replace('aarch64-linux-gnu-gcc', 'cc');
const OTHER_LINKER = LINKER.replace('aarch64-linux-gnu-gcc', 'my-linker');

const STD = `   Compiling plain v0.1.0 (/w/plain)
error[E0463]: can't find crate for \`std\`
  |
  = note: the \`aarch64-unknown-linux-gnu\` target may not be installed
  = help: consider downloading the target with \`rustup target add aarch64-unknown-linux-gnu\`

For more information about this error, try \`rustc --explain E0463\`.
error: could not compile \`plain\` (bin "plain") due to 1 previous error
`;

const COLOURED_STD = STD.replace(
  "error[E0463]: can't find crate for `std`",
  "\u001b[1m\u001b[91merror[E0463]\u001b[0m\u001b[1m: can't find crate for `std`\u001b[0m",
);

const STD_SOURCES = `error: "/rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/Cargo.lock" does not exist, unable to build with the standard library, try:
        rustup component add rust-src --toolchain stable-x86_64-unknown-linux-gnu
`;

const C_COMPILER = `   Compiling libz-sys v1.1.31
warning: libz-sys@1.1.31: Compiler family detection failed due to error: ToolNotFound: failed to find tool "aarch64-linux-musl-gcc": No such file or directory (os error 2)
${FAILED('libz-sys v1.1.31')}  --- stdout
  CC_aarch64_unknown_linux_musl = None
  --- stderr


  error occurred in cc-rs: failed to find tool "aarch64-linux-musl-gcc": No such file or directory (os error 2)


warning: build failed, waiting for other jobs to finish...
`;

const AWS_LC = `   Compiling aws-lc-sys v0.32.3
warning: aws-lc-sys@0.32.3: /cargo/registry/src/index.crates.io-1949cf8c6b5b557f/aws-lc-sys-0.32.3/aws-lc/third_party/jitterentropy/jitterentropy-library/jitterentropy-base-user.h:90:10: fatal error: 'CoreServices/CoreServices.h' file not found
warning: aws-lc-sys@0.32.3:    90 | #include <CoreServices/CoreServices.h>
warning: aws-lc-sys@0.32.3:       |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
${FAILED('aws-lc-sys v0.32.3')}  --- stdout
  cargo:warning=/cargo/registry/src/index.crates.io-1949cf8c6b5b557f/aws-lc-sys-0.32.3/aws-lc/third_party/jitterentropy/jitterentropy-library/jitterentropy-base-user.h:90:10: fatal error: 'CoreServices/CoreServices.h' file not found
  cargo:warning=   90 | #include <CoreServices/CoreServices.h>
  cargo:warning=      |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  cargo:warning=1 error generated.
`;

const FRAMEWORK = `   Compiling fw v0.1.0 (/w/fw)
error: linking with \`/cache/cargo-zigbuild/0.24.0/wrappers/6a3/zigcc-aarch64-apple-darwin-aeba.sh\` failed: exit status: 1
  |
  = note: some arguments are omitted. use \`--verbose\` to show all linker arguments
  = note: error: unable to find system framework "CoreFoundation". searched paths: none

error: could not compile \`fw\` (bin "fw") due to 1 previous error; 1 warning emitted
`;

const LOCKED = `    Updating crates.io index
error: cannot update the lock file /w/plain/Cargo.lock because --locked was passed to prevent this
help: to generate the lock file without accessing the network, remove the --locked flag and use --offline instead.
`;

const NO_LOCK = LOCKED.replace('update', 'create');

// Cargo's words until 2025, as in https://github.com/SeaQL/sea-orm/issues/2687.
const LOCKED_BEFORE = `error: the lock file /w/plain/Cargo.lock needs to be updated but --locked was passed to prevent this
If you want to try to generate the lock file without accessing the network, remove the --locked flag and use --offline instead.
`;

const Z_FLAG = `error: the \`-Z\` flag is only accepted on the nightly channel of Cargo, but this is the \`stable\` channel
See https://doc.rust-lang.org/book/appendix-07-nightly-rust.html for more information about Rust release channels.
`;

const FEATURE = `error[E0554]: \`#![feature]\` may not be used on the stable release channel
 --> src/main.rs:1:1
`;

const TYPE_ERROR = `warning: libz-sys@1.1.31: Compiler family detection failed due to error: ToolNotFound: failed to find tool "aarch64-linux-musl-gcc": No such file or directory (os error 2)
error[E0308]: mismatched types
 --> src/main.rs:1:27
  |
1 | fn main() { let _: u8 = "x"; }
`;

describe('explainFailure', () => {
  const explain = (output: string, platform = 'aarch64-unknown-linux-gnu') => {
    const found = explainFailure(output, { platform: findPlatform(platform)!, stdHint: '<the line for std>' });
    return found === undefined ? undefined : `${found.code}: ${found.message} → ${found.hint}`;
  };

  it.each([
    ...CLOSED_FOR_CARGO.map((output) => [
      'a closed target directory',
      output,
      'cannot-write: Cargo could not write to its target directory (Read-only file system). → Make the folder writable for whoever compiles: you, or in a container of a rootless engine the engine’s user.',
    ]),
    [
      'a compiler that the system killed',
      KILLED,
      'out-of-memory: A process of it was killed, most often for want of memory. → Run fewer builds at once (--parallel=1), or let cargo run fewer jobs (CARGO_BUILD_JOBS=1).',
    ],
    ...NEW_LOCK.map((output) => [
      'a lock file of a newer cargo',
      output,
      'cargo-outdated: The cargo that ran is older than Cargo.lock, whose form (version 4) it does not know. → Take a newer Rust, in a container an image that has one; or write Cargo.lock with that cargo.',
    ]),
    ...[FULL_DISK, FULL_FOR_CARGO].map((output) => [
      'a full disk',
      output,
      'cannot-write: The disk of cargo’s target directory, or of temporary files, became full while it compiled. → Free some space on it, then run the task again.',
    ]),
    [
      'openssl-sys',
      OPENSSL,
      'openssl-missing: `openssl-sys` found no OpenSSL for aarch64-unknown-linux-gnu. → Use rustls, or the feature `vendored` of openssl; or name an OpenSSL of the platform in AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR.',
    ],
    [
      'pkg-config for another platform',
      PKG_CONFIG,
      "pkg-config-cross: The build script of `libudev-sys` asks pkg-config for a library of aarch64-unknown-linux-gnu; pkg-config knows the host's alone. → Switch on the crate's own copy of the library (`bundled`, `vendored`, `static`), or set PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu to a sysroot of the platform.",
    ],
    [
      'a system library',
      ALSA,
      "library-missing: `alsa-sys` needs the system library alsa, which pkg-config does not find. → Install its development package (the one with alsa.pc), or switch on the crate's own copy of the library.",
    ],
    [
      'libclang',
      LIBCLANG,
      'libclang-missing: The build script of `bind` uses bindgen, which needs libclang. → sudo apt-get install libclang-dev (or set LIBCLANG_PATH), or use the bindings that the crate ships.',
    ],
    [
      "libclang's headers",
      CLANG_HEADERS,
      'libclang-missing: The build script of `bind` uses bindgen, whose libclang does not find its own headers (stddef.h). → sudo apt-get install libclang-dev clang, or name the headers in BINDGEN_EXTRA_CLANG_ARGS.',
    ],
    [
      'protoc',
      PROTOC,
      "protoc-missing: The build script of `prost` needs protoc, the protobuf compiler. → sudo apt-get install protobuf-compiler (or set PROTOC), and name it in the unit's `tools`.",
    ],
    [
      'cmake',
      CMAKE,
      "tool-missing: The build script of `cm` needs cmake, which was not found. → Install cmake, and name it in the unit's `tools`.",
    ],
    [
      'a build script of another glibc',
      GLIBC,
      'build-script-glibc: build-script-build, which runs while it builds, needs GLIBC_2.38, newer than the glibc that it runs with: it was compiled elsewhere. → Empty the target directory, and give the host and each container image one of their own.',
    ],
    [
      'the cross linker',
      LINKER,
      'linker-missing: The linker aarch64-linux-gnu-gcc was not found. → sudo apt-get install gcc-aarch64-linux-gnu g++-aarch64-linux-gnu, or add `zig` to `strategy`: it brings a C compiler',
    ],
    ["the host's linker", NO_CC, 'linker-missing: The linker cc was not found. → sudo apt-get install gcc g++'],
    ['std', STD, "std-missing: Rust's std for aarch64-unknown-linux-gnu is not installed. → <the line for std>"],
    [
      'std, in colours',
      COLOURED_STD,
      "std-missing: Rust's std for aarch64-unknown-linux-gnu is not installed. → <the line for std>",
    ],
    [
      "std's sources",
      STD_SOURCES,
      'std-missing: `buildStd` needs the sources of std, which are not installed. → rustup component add rust-src --toolchain stable-x86_64-unknown-linux-gnu',
    ],
    [
      'a C compiler',
      C_COMPILER,
      'c-compiler-missing: The build script of `libz-sys` compiles C, and the compiler aarch64-linux-musl-gcc was not found. → add `zig` to `strategy`: it brings a C compiler',
    ],
    [
      'an outdated lock file',
      LOCKED,
      'lockfile-outdated: Cargo.lock does not fit the manifests any more, and `--locked` forbids changing it. → Run `cargo update --workspace` and commit Cargo.lock, or set `locked` to false.',
    ],
    [
      'an outdated lock file, in the words of older cargos',
      LOCKED_BEFORE,
      'lockfile-outdated: Cargo.lock does not fit the manifests any more, and `--locked` forbids changing it. → Run `cargo update --workspace` and commit Cargo.lock, or set `locked` to false.',
    ],
    [
      'no lock file',
      NO_LOCK,
      'lockfile-outdated: There is no Cargo.lock, and `--locked` forbids making one. → Run `cargo generate-lockfile` and commit Cargo.lock, or set `locked` to false.',
    ],
    [
      'an unstable flag',
      Z_FLAG,
      'nightly-needed: The build uses unstable features, which this Rust toolchain refuses. → Set `toolchain` to a nightly, or RUSTC_BOOTSTRAP to 1 in `env`, and know what that means.',
    ],
    [
      'an unstable feature',
      FEATURE,
      'nightly-needed: The build uses unstable features, which this Rust toolchain refuses. → Set `toolchain` to a nightly, or RUSTC_BOOTSTRAP to 1 in `env`, and know what that means.',
    ],
  ])('knows %s', (_what, output, expected) => {
    expect(explain(output)).toBe(expected);
  });

  it.each([
    [
      "Apple's headers",
      AWS_LC,
      "apple-sdk-missing: The build script of `aws-lc-sys` needs headers of Apple's framework CoreServices, which come with Apple's SDK alone. → Declare an SDK (`sdk` in nx-cross.json, it becomes SDKROOT), or do without the crate: where it is aws-lc, rustls with ring needs none.",
    ],
    [
      "Apple's frameworks",
      FRAMEWORK,
      "apple-sdk-missing: The program links Apple's framework CoreFoundation, which comes with Apple's SDK alone. → Declare an SDK (`sdk` in nx-cross.json, it becomes SDKROOT).",
    ],
  ])('knows %s, on macOS alone', (_what, output, expected) => {
    expect(explain(output, 'aarch64-apple-darwin')).toBe(expected);
    expect(explain(output, 'aarch64-unknown-linux-gnu')).toBeUndefined();
  });

  it('names no package for a compiler that it does not know', () => {
    expect(explain(OTHER_LINKER, 'x86_64-pc-windows-msvc')).toBe(
      'linker-missing: The linker my-linker was not found. → Install my-linker, or put its folder on PATH.',
    );
  });

  it.each([
    ['a mistake in the program, after a warning that would have been one', TYPE_ERROR],
    ['nothing', ''],
  ])('leaves %s in its own words', (_what, output) => {
    expect(explain(output)).toBeUndefined();
  });
});
