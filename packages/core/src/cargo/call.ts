import { resolve } from 'node:path';
import { Failure } from '../failure';
import type { CompileOptions } from '../unit/unit';
import type { CargoCallContext } from './call-context';
import { planCallEnvironment } from './call-environment';
import type { CrateBinaries } from './crate';
import { planRemaps, renderRustRemaps } from './remap';
import { resolveRustflags } from './rustflags';

/** A cargo call, whole: run it as it stands. */
export interface CargoCall {
  readonly crate: string;
  readonly binaries: readonly string[];
  readonly argv: readonly [string, ...string[]];
  /** Absolute. Cargo's configuration and rustup's toolchain file are looked up from here. */
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @throws Failure `target-cpu-native` where the flags, the user's configuration included, bind the result to the CPU of
 *   the machine that builds it.
 */
export function planCargoCalls(options: CompileOptions, context: CargoCallContext): CargoCall[] {
  const env = planEnvironment(options, context);
  return context.crates.map((chosen) => ({
    crate: chosen.crate.name,
    binaries: chosen.binaries,
    argv: planArgv(options, context, chosen),
    cwd: context.folders.cargoRoot,
    env,
  }));
}

/**
 * Fetches all that the calls will read, so that they need no network. Sources of all platforms: what a build script of the
 * host's wants depends on the host, and `--target` leaves it out.
 */
export function planCargoFetch(
  options: CompileOptions,
  context: CargoCallContext,
): Pick<CargoCall, 'argv' | 'cwd' | 'env'> {
  const { folders, programs } = context;
  const manifest = resolve(folders.cargoRoot, 'Cargo.toml');
  return {
    argv: [
      programs.cargo,
      'fetch',
      '--manifest-path',
      manifest,
      ...lockArguments(options, context),
      ...unstableArguments(options, context),
    ],
    cwd: folders.cargoRoot,
    env: planEnvironment(options, context),
  };
}

function planEnvironment(options: CompileOptions, context: CargoCallContext): CargoCall['env'] {
  return planCallEnvironment(options, context, (userEnv) => planRustflags(options, context, userEnv));
}

function lockArguments({ locked }: CompileOptions, { lockFileExists }: CargoCallContext): string[] {
  return (locked ?? lockFileExists) ? ['--locked'] : [];
}

function planArgv(
  options: CompileOptions,
  context: CargoCallContext,
  { crate, binaries }: CrateBinaries,
): [string, ...string[]] {
  return [
    ...planProgram(context),
    '--manifest-path',
    resolve(context.folders.workspaceRoot, crate.manifestPath),
    // The version makes the name unambiguous where a dependency has the same one.
    '-p',
    `${crate.name}@${crate.version}`,
    // With `=`, so that a name with a dash in front stays a name.
    ...binaries.map((binary) => `--bin=${binary}`),
    '--target',
    targetArgument(context),
    '--target-dir',
    context.folders.targetDir,
    `--profile=${options.profile}`,
    ...(options.features.length > 0 ? [`--features=${options.features.join(',')}`] : []),
    ...(options.defaultFeatures ? [] : ['--no-default-features']),
    ...lockArguments(options, context),
    ...(context.isFetched === true ? ['--offline'] : []),
    // Where the binaries are, cargo says; compiler messages stay readable on stderr.
    '--message-format=json-render-diagnostics',
    ...unstableArguments(options, context),
  ];
}

function planProgram({ linker, programs }: CargoCallContext): [string, string] {
  // Called by its path: as `cargo zigbuild`, rustup's shim would look into cargo home before PATH.
  return linker === 'zig' ? [programs.cargoZigbuild ?? 'cargo-zigbuild', 'zigbuild'] : [programs.cargo, 'build'];
}

function targetArgument({ platform, linker, floor, folders }: CargoCallContext): string {
  if (platform.targetSpec !== undefined) return resolve(folders.workspaceRoot, platform.targetSpec);
  return linker === 'zig' && floor !== undefined ? `${platform.id}.${floor.major}.${floor.minor}` : platform.id;
}

function unstableArguments({ buildStd }: CompileOptions, { platform, rustVersion }: CargoCallContext): string[] {
  const [major = 0, minor = 0] = rustVersion.split('.').map(Number);
  return [
    ...(buildStd === undefined || buildStd.length === 0 ? [] : [`-Zbuild-std=${buildStd.join(',')}`]),
    // https://github.com/rust-lang/cargo/pull/16557: wanted from 1.95 on, unknown before.
    ...(platform.targetSpec !== undefined && (major > 1 || minor >= 95) ? ['-Zjson-target-spec'] : []),
  ];
}

function planRustflags(
  options: CompileOptions,
  context: CargoCallContext,
  env: Readonly<Record<string, string>>,
): readonly string[] {
  const flags = resolveRustflags({
    env,
    config: context.config,
    platform: context.platform,
    ours: [
      ...renderRustRemaps(planRemaps(context.folders)),
      ...linkerFlags(context),
      ...(options.targetCpu === undefined ? [] : [`-Ctarget-cpu=${options.targetCpu}`]),
      ...(options.targetFeatures.length === 0 ? [] : [`-Ctarget-feature=${options.targetFeatures.join(',')}`]),
      ...options.rustflags,
    ],
  });
  if (/(^|\s)(-C\s?|--codegen[ =])target[-_]cpu=native(\s|$)/.test(flags.join(' '))) {
    throw new Failure('target-cpu-native', {
      message: 'The flags for rustc have `target-cpu=native`, which binds the result to the machine that builds it.',
      hint: 'Name a CPU (`targetCpu`), e.g. x86-64-v3; look into RUSTFLAGS and .cargo/config.toml.',
    });
  }
  return flags;
}

/** What makes the linker write the same bytes in every folder, every day. */
function linkerFlags({ platform, linker }: CargoCallContext): string[] {
  if (platform.os === 'windows' && !platform.id.endsWith('-msvc')) {
    // GNU ld writes the time of day into each PE file: https://sourceware.org/binutils/docs/ld/Options.html
    return ['-Clink-arg=-Wl,--no-insert-timestamp'];
  }
  if (platform.os === 'darwin' && linker === 'zig') {
    // Mach-O's debug map names object files by their absolute paths, and LC_UUID, which strip keeps, is made from it.
    // It points into cargo's target directory, which is no output; the names of functions stay.
    return ['-Clink-arg=-Wl,-S'];
  }
  return [];
}
