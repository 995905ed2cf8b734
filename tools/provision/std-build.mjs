// Builds std from Debian's sources the way that rust-lang.org's own is built, as far as programs can tell.
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.mjs';

/** Cargo builds std as dependencies of some crate: this one, whose own library nobody wants. */
export const probeCrate = 'std_probe';

// `panic_abort` refuses to be linked into a program with `panic = "abort"` unless it was compiled that way itself:
// rust's own build sees to it in its rustc shim (src/bootstrap/src/bin/rustc.rs).
const probeManifest = `cargo-features = ["profile-rustflags"]

[package]
name = "${probeCrate}"
version = "0.0.0"
edition = "2021"

[profile.release.package.panic_abort]
rustflags = ["-Cpanic=abort"]
`;

/**
 * One cargo call for all targets: std is a chain of big crates, so that a second core stands idle in a call for one.
 * Returns the folder of each target's libraries.
 */
export async function buildStd(sysroot, { commit }, targets, directory) {
  await mkdir(path.join(directory, 'src'), { recursive: true });
  await writeFile(path.join(directory, 'Cargo.toml'), probeManifest);
  await writeFile(path.join(directory, 'src/lib.rs'), '');
  const sources = path.join(sysroot, 'lib/rustlib/src/rust');
  const vendored = path.join(sources, 'library/vendor');
  const targetDirectory = path.join(directory, 'target');
  await run(
    path.join(sysroot, 'bin/cargo'),
    [
      'build',
      '--release',
      '--offline',
      '-Zbuild-std=std,panic_unwind,panic_abort,proc_macro,test',
      // Debian ships the crates that std depends on: nothing to download.
      ...['--config', 'source.crates-io.replace-with="std-vendor"'],
      ...['--config', `source.std-vendor.directory=${JSON.stringify(vendored)}`],
      ...targets.flatMap((target) => ['--target', target]),
    ],
    {
      cwd: directory,
      // Nothing of the caller's: their flags and wrappers are for their programs.
      env: {
        PATH: '/usr/bin:/bin',
        HOME: directory,
        CARGO_HOME: path.join(directory, 'cargo-home'),
        CARGO_TARGET_DIR: targetDirectory,
        RUSTC: path.join(sysroot, 'bin/rustc'),
        RUSTC_BOOTSTRAP: '1',
        CARGO_ENCODED_RUSTFLAGS: (await stdFlags(sources, vendored, commit)).join('\x1f'),
      },
    },
  );
  return Object.fromEntries(targets.map((target) => [target, path.join(targetDirectory, target, 'release/deps')]));
}

async function stdFlags(sources, vendored, commit) {
  const virtualSources = `/rustc/${commit}`;
  return [
    // As the official std has it: without, a project with `lto` fails.
    '-Cembed-bitcode=yes',
    // The paths that the official std has: a program then says nothing of the machine that std was built on.
    // Debian's folder is a link; of several rules that fit, the last one counts.
    `--remap-path-prefix=${await realpath(sources)}=${virtualSources}`,
    `--remap-path-prefix=${sources}=${virtualSources}`,
    `--remap-path-prefix=${vendored}=/rust/deps`,
  ];
}
