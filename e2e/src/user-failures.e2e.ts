import { chmodSync, mkdirSync } from 'node:fs';
import { FAILURE_CODES } from '@nx-cross/core';
import type { Finished } from '@nx-cross/testing';
import { findProgram, outputOfTask, Rig } from '@nx-cross/testing';
import type { SmallUnit } from './small-unit';
import { smallUnits } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';
const ARM = 'aarch64-unknown-linux-gnu';
const MAC = 'aarch64-apple-darwin';
const WINDOWS = 'x86_64-pc-windows-gnu';
const PLATFORMS = [HOST, ARM, MAC, WINDOWS];

interface Case extends SmallUnit {
  /** Of the crate and of the unit. */
  readonly name: string;
  /** Of the compiler or the build script. */
  readonly words: string;
  /** Of nx-cross. */
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

/** Each with the real crate, in a version that is known to fail so where its library or tool is missing. */
const CASES: readonly Case[] = [
  {
    name: 'openssl',
    platform: ARM,
    manifest: '[dependencies]\nopenssl-sys = "=0.9.118"\n',
    words: 'Could not find directory of OpenSSL installation',
    code: 'openssl-missing',
    sentence: `\`openssl-sys\` found no OpenSSL for ${ARM}.`,
    hint: 'Use rustls, or the feature `vendored` of openssl; or name an OpenSSL of the platform in AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR.',
  },
  {
    name: 'udev',
    platform: ARM,
    manifest: '[dependencies]\nlibudev-sys = "=0.1.4"\n',
    words: 'pkg-config has not been configured to support cross-compilation',
    code: 'pkg-config-cross',
    sentence: `The build script of \`libudev-sys\` asks pkg-config for a library of ${ARM}; pkg-config knows the host's alone.`,
    hint: "Switch on the crate's own copy of the library (`bundled`, `vendored`, `static`), or set PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu to a sysroot of the platform.",
  },
  {
    name: 'bindings',
    platform: HOST,
    manifest:
      '[build-dependencies]\nbindgen = { version = "=0.72.1", default-features = false, features = ["runtime"] }\n',
    files: {
      'build.rs': 'fn main() { bindgen::builder().header("own.h").generate().unwrap(); }\n',
      'own.h': 'int own(void);\n',
    },
    words: 'Unable to find libclang',
    code: 'libclang-missing',
    sentence: 'The build script of `bindings` uses bindgen, which needs libclang.',
    hint: 'sudo apt-get install libclang-dev (or set LIBCLANG_PATH), or use the bindings that the crate ships.',
  },
  {
    name: 'messages',
    platform: HOST,
    manifest: '[build-dependencies]\nprost-build = { version = "=0.14.4", default-features = false }\n',
    files: {
      'build.rs': 'fn main() { prost_build::compile_protos(&["own.proto"], &["."]).unwrap(); }\n',
      'own.proto': 'syntax = "proto3";\npackage own;\n',
    },
    words: 'Could not find `protoc`',
    code: 'protoc-missing',
    sentence: 'The build script of `messages` needs protoc, the protobuf compiler.',
    hint: "sudo apt-get install protobuf-compiler (or set PROTOC), and name it in the unit's `tools`.",
  },
  {
    name: 'crypto',
    platform: MAC,
    manifest: '[dependencies]\naws-lc-sys = "=0.32.3"\n',
    words: "fatal error: 'CoreServices/CoreServices.h' file not found",
    code: 'apple-sdk-missing',
    sentence:
      "The build script of `aws-lc-sys` needs headers of Apple's framework CoreServices, which come with Apple's SDK alone.",
    hint: 'Declare an SDK (`sdk` in nx-cross.json, it becomes SDKROOT), or do without the crate: where it is aws-lc, rustls with ring needs none.',
  },
  {
    name: 'linked',
    platform: HOST,
    // Cargo's settings are those of a cargo workspace's root.
    manifest: '[workspace]\n',
    files: { '.cargo/config.toml': `[target.${HOST}]\nlinker = "no-such-linker"\n` },
    words: 'linker `no-such-linker` not found',
    code: 'linker-missing',
    sentence: 'The linker no-such-linker was not found.',
    hint: 'add `zig` to `strategy`: it brings a C compiler',
  },
];

/** The tools that the builds may find: neither protoc nor cmake, qemu nor wine. */
const PROGRAMS = ['sh', 'git', 'cargo', 'rustc', 'cc', 'ld', 'as', 'ar', 'pkg-config', 'llvm-objcopy'];
const MINGW = 'x86_64-w64-mingw32-gcc';

describe('the failures of real users’ builds', () => {
  const rig = new Rig({
    files: smallUnits(
      { hello: { platform: WINDOWS }, ...Object.fromEntries(CASES.map((each) => [each.name, each])) },
      PLATFORMS,
    ),
    pluginOptions: { platforms: PLATFORMS },
  });
  let env: Record<string, string>;
  let run: Finished;

  beforeAll(async () => {
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    env = { PATH: rig.offerPrograms([...PROGRAMS, MINGW]) };
    const projects = CASES.map(({ name }) => name).join(',');
    run = await rig.nx(['run-many', '--targets=cross-compile-all', `--projects=${projects}`, '--parallel=1'], { env });
  });
  afterAll(() => rig.dispose());

  it.each(CASES)('$name: $code', ({ name, platform, words, code, sentence, hint }) => {
    const task = `${name}:cross-compile--${platform}`;
    expect(run.tasks).toContainEqual({ id: task, status: 'failure' });
    const output = outputOfTask(run, task);
    expect(output).toContain(words);
    expect(output).toContain(`nx-cross ${code}: Compiling ${name} for ${platform} failed: ${sentence}\n  → ${hint}\n`);
    expect(FAILURE_CODES).toContain(code);
  });

  it('a Windows program without wine is said not to have run', async () => {
    // Debian's wine is found by its place, so its folder is covered up, for this run alone.
    mkdirSync(rig.path('empty'));
    const cover = `${findProgram('mount')} --bind ${rig.path('empty')} /usr/lib/wine && exec ${process.execPath} "$@"`;
    rig.write('without-wine.sh', `#!/bin/sh\nexec ${findProgram('unshare')} --mount /bin/sh -c '${cover}' sh "$@"\n`);
    chmodSync(rig.path('without-wine.sh'), 0o755);
    const smoke = await rig.nx(['run', `hello:smoke--${WINDOWS}`], { env, node: rig.path('without-wine.sh') });
    expect(smoke.output).toContain('NOT RUN on windows-x86_64: wine is not installed\n');
    expect(smoke).toMatchObject({ exitCode: 0 });
    expect(rig.read(`dist/hello/${WINDOWS}/smoke/smoke.json`)).toContain('"not-run"');
  });
});
