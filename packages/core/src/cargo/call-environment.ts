import { resolve } from 'node:path';
import type { Platform } from '../platform/platform';
import type { CompileOptions } from '../unit/unit';
import type { CargoCallContext } from './call-context';
import type { CargoConfig } from './config';
import { selectEnvironment } from './environment';
import { lowerSnake, profileVariable, targetVariable } from './names';
import { planRemaps, renderCRemaps } from './remap';
import { configuredLinker, encodeRustflags } from './rustflags';

type Env = Readonly<Record<string, string>>;

/** 1980-01-01, the first day that a zip knows and the date of everything in our archives. */
export const CONSTANT_EPOCH = '315532800';

/** What Rust's std itself needs: https://doc.rust-lang.org/rustc/platform-support/apple-darwin.html */
const OLDEST_MACOS = { aarch64: '11.0', x86_64: '10.12' } as const;

/**
 * The whole environment of a call. What the user has set wins over ours: the unit's `env` over the host's variables,
 * these over `[env]` of cargo's configuration.
 *
 * @param rustflags Asked for with the user's variables, since they may hold flags that are to be kept.
 */
export function planCallEnvironment(
  options: CompileOptions,
  context: CargoCallContext,
  rustflags: (userEnv: Env) => readonly string[],
): Env {
  const user: Env = {
    ...compilerVariables(context.config),
    ...selectEnvironment(context.hostEnv, options.passEnv, context.hostOs).env,
    ...options.env,
  };
  const env: Record<string, string> = {
    ...settledVariables(context.folders.targetDir),
    ...platformVariables(options, context),
    ...withoutThoseOf(user, linkerVariables(context, user), context.platform),
    ...user,
    ...compilerFlags(context, user),
    ...profileOverrides(options),
    // Stripping is a stage of its own, which may keep the symbols; and zig takes rustc's `--strip-debug` for all of them.
    [profileVariable(options.profile, 'STRIP')]: 'none',
    ...embeddedVariables(options, context),
    ...(options.toolchain === undefined ? {} : { RUSTUP_TOOLCHAIN: options.toolchain }),
    ...(context.path === undefined ? {} : { PATH: context.path }),
    CARGO_ENCODED_RUSTFLAGS: encodeRustflags(rustflags(user)),
  };
  delete env['RUSTFLAGS'];
  return Object.fromEntries(Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Variables of `[env]` that build scripts read; those of cargo and rustc themselves have no effect there. */
function compilerVariables(config: CargoConfig): Env {
  return Object.fromEntries(Object.entries(config.env).filter(([name]) => !/^(CARGO|RUST)/.test(name)));
}

/** The same for every build: nothing that differs from day to day or machine to machine is left to chance. */
function settledVariables(targetDir: string): Env {
  return {
    SOURCE_DATE_EPOCH: CONSTANT_EPOCH,
    TZ: 'UTC',
    // A compiler's messages are recognised by their words.
    LC_ALL: 'C',
    // Incremental codegen depends on what was built before.
    CARGO_INCREMENTAL: '0',
    // A `build.build-dir` of the configuration would lie outside of the folders that are mapped away.
    CARGO_BUILD_BUILD_DIR: targetDir,
  };
}

function platformVariables({ sdk }: CompileOptions, { platform, folders, linker, programs }: CargoCallContext): Env {
  const oldest = platform.architecture === 'aarch64' ? OLDEST_MACOS.aarch64 : OLDEST_MACOS.x86_64;
  return {
    ...(platform.os === 'darwin' ? { MACOSX_DEPLOYMENT_TARGET: oldest } : {}),
    ...(sdk === undefined ? {} : { SDKROOT: resolve(folders.workspaceRoot, sdk.path) }),
    // cargo-zigbuild, called by itself, starts the cargo of this name.
    ...(linker === 'zig' ? { CARGO: programs.cargo } : {}),
  };
}

/** zig's variables are set by cargo-zigbuild; the native compiler needs none. */
function linkerVariables({ linker, gcc, platform, config }: CargoCallContext, user: Env): Record<string, string> {
  if (linker !== 'gcc' || gcc === undefined) return {};
  const snake = lowerSnake(platform.id);
  const linkerName = targetVariable(platform, 'LINKER');
  const takeLinker = user[linkerName] === undefined && configuredLinker(config, platform) === undefined;
  return {
    ...(takeLinker ? { [linkerName]: gcc.cc } : {}),
    [`CC_${snake}`]: gcc.cc,
    ...(gcc.cxx === undefined ? {} : { [`CXX_${snake}`]: gcc.cxx }),
    ...(gcc.ar === undefined ? {} : { [`AR_${snake}`]: gcc.ar }),
  };
}

/** The cc crate knows three names for a compiler of the target; where the user has set one, ours is left out. */
function withoutThoseOf(user: Env, ours: Record<string, string>, platform: Platform): Env {
  const snake = lowerSnake(platform.id);
  const taken = (name: string) => {
    const tool = name.slice(0, -snake.length - 1);
    return [`${tool}_${platform.id}`, `TARGET_${tool}`].some((other) => user[other] !== undefined);
  };
  return Object.fromEntries(Object.entries(ours).filter(([name]) => !name.endsWith(`_${snake}`) || !taken(name)));
}

/** C and C++ flags that keep this machine's folders out of `__FILE__` and debug information, after the user's own. */
function compilerFlags({ platform, folders, linker }: CargoCallContext, user: Env): Env {
  // MSVC's cl knows no such flag.
  if (platform.id.endsWith('-msvc')) return {};
  const flags = [
    ...renderCRemaps(planRemaps(folders)),
    // zig refuses `__DATE__`, which SOURCE_DATE_EPOCH has made the same every day.
    ...(linker === 'zig' ? ['-Wno-date-time'] : []),
  ];
  return Object.fromEntries(
    ['CFLAGS', 'CXXFLAGS'].map((name) => {
      const own = [`${name}_${platform.id}`, `${name}_${lowerSnake(platform.id)}`];
      // The cc crate's order; older versions take the first that is there alone.
      const set = [...own, `TARGET_${name}`, name].find((other) => user[other] !== undefined);
      const target = set !== undefined && own.includes(set) ? set : `${name}_${lowerSnake(platform.id)}`;
      return [target, [...(set === undefined ? [] : [user[set]]), ...flags].join(' ')];
    }),
  );
}

function profileOverrides({ profile, lto, codegenUnits, optLevel, panic }: CompileOptions): Env {
  return {
    ...(lto === undefined ? {} : { [profileVariable(profile, 'LTO')]: String(lto) }),
    ...(codegenUnits === undefined ? {} : { [profileVariable(profile, 'CODEGEN_UNITS')]: String(codegenUnits) }),
    ...(optLevel === undefined ? {} : { [profileVariable(profile, 'OPT_LEVEL')]: String(optLevel) }),
    ...(panic === undefined ? {} : { [profileVariable(profile, 'PANIC')]: panic }),
  };
}

function embeddedVariables({ embeds }: CompileOptions, { embedded }: CargoCallContext): Env {
  const env: Record<string, string> = {};
  for (const key of ['version', 'commit', 'time'] as const) {
    const name = embeds[key];
    const value = embedded[key];
    if (name !== undefined && value !== undefined) env[name] = value;
  }
  // A unit that names time wants it in everything that asks for a time.
  if (embeds.time !== undefined && embedded.time !== undefined) env['SOURCE_DATE_EPOCH'] = embedded.time;
  return env;
}
