import type { Failure } from '../failure';
import { renderFailure } from '../failure';
import { findPlatform } from '../platform';
import type { CompileOptions } from '../unit/unit';
import { planCargoCalls, planCargoFetch } from './call';
import type { CargoCallContext } from './call-context';
import { EMPTY_CONFIG } from './config';

const platform = (name: string) => findPlatform(name)!;

const OPTIONS: CompileOptions = {
  crates: { server: [] },
  profile: 'release',
  features: [],
  defaultFeatures: true,
  strategy: 'auto',
  environments: ['host'],
  images: [],
  rustflags: [],
  targetFeatures: [],
  env: {},
  passEnv: [],
  embeds: {},
  timeout: 3600,
  tools: [],
};

const CONTEXT: CargoCallContext = {
  platform: platform('aarch64-unknown-linux-gnu'),
  linker: 'native',
  crates: [
    {
      crate: { name: 'server', version: '1.2.0', root: 'apps/server', manifestPath: 'apps/server/Cargo.toml' },
      binaries: ['server', 'admin'],
    },
  ],
  programs: { cargo: '/bin/cargo', cargoZigbuild: '/zig/cargo-zigbuild' },
  folders: { workspaceRoot: '/w', cargoRoot: '/w/rust', cargoHome: '/home/u/.cargo', targetDir: '/w/tmp/target' },
  lockFileExists: true,
  config: EMPTY_CONFIG,
  hostEnv: { PATH: '/usr/bin', HOME: '/home/u', EDITOR: 'vi' },
  hostOs: 'linux',
  rustVersion: '1.96.0',
  embedded: {},
};

interface Changes {
  readonly options?: Partial<CompileOptions>;
  readonly context?: Partial<CargoCallContext>;
}

function plan({ options = {}, context = {} }: Changes = {}) {
  const [call] = planCargoCalls({ ...OPTIONS, ...options }, { ...CONTEXT, ...context });
  return call!;
}

/** What a change makes of argv or env: lines that went and lines that came. */
function difference(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

const variables = (env: Readonly<Record<string, string>>) =>
  Object.entries(env).map(([name, value]) => `${name}=${value.replaceAll('\x1f', ' ¦ ')}`);

const REMAPS =
  '--remap-path-prefix=/w=/workspace ¦ --remap-path-prefix=/w/tmp/target=/target ¦ --remap-path-prefix=/home/u/.cargo=/cargo';
const C_REMAPS =
  '-ffile-prefix-map=/w=/workspace -ffile-prefix-map=/w/tmp/target=/target -ffile-prefix-map=/home/u/.cargo=/cargo';

describe('planCargoCalls', () => {
  it('makes a whole call', () => {
    const call = plan();
    expect({ ...call, env: variables(call.env) }).toEqual({
      crate: 'server',
      binaries: ['server', 'admin'],
      argv: [
        '/bin/cargo',
        'build',
        '--manifest-path',
        '/w/apps/server/Cargo.toml',
        '-p',
        'server@1.2.0',
        '--bin=server',
        '--bin=admin',
        '--target',
        'aarch64-unknown-linux-gnu',
        '--target-dir',
        '/w/tmp/target',
        '--profile=release',
        '--locked',
        '--message-format=json-render-diagnostics',
      ],
      cwd: '/w/rust',
      env: [
        'CARGO_BUILD_BUILD_DIR=/w/tmp/target',
        `CARGO_ENCODED_RUSTFLAGS=${REMAPS}`,
        'CARGO_INCREMENTAL=0',
        'CARGO_PROFILE_RELEASE_STRIP=none',
        `CFLAGS_aarch64_unknown_linux_gnu=${C_REMAPS}`,
        `CXXFLAGS_aarch64_unknown_linux_gnu=${C_REMAPS}`,
        'HOME=/home/u',
        'LC_ALL=C',
        'PATH=/usr/bin',
        'SOURCE_DATE_EPOCH=315532800',
        'TZ=UTC',
      ],
    });
  });

  it('fetches before it compiles without a network, with the lock file as it is', () => {
    const context: CargoCallContext = { ...CONTEXT, isFetched: true };
    const { argv, cwd, env } = planCargoFetch(OPTIONS, context);
    expect(argv).toEqual(['/bin/cargo', 'fetch', '--manifest-path', '/w/rust/Cargo.toml', '--locked']);
    const call = plan({ context: { isFetched: true } });
    expect({ cwd, env }).toEqual({ cwd: call.cwd, env: call.env });
    expect(difference(plan().argv, call.argv)).toEqual(['+ --offline']);
    const unlocked = { ...context, lockFileExists: false };
    expect(planCargoFetch(OPTIONS, unlocked).argv).not.toContain('--locked');
  });

  it('makes one call for each crate', () => {
    const cli = { name: 'cli', version: '0.1.0', root: 'cli', manifestPath: 'cli/Cargo.toml' };
    const calls = planCargoCalls(OPTIONS, {
      ...CONTEXT,
      crates: [...CONTEXT.crates, { crate: cli, binaries: ['cli'] }],
    });
    expect(calls.map(({ crate, binaries }) => [crate, ...binaries])).toEqual([
      ['server', 'server', 'admin'],
      ['cli', 'cli'],
    ]);
  });

  it.each<[string, Changes, string[]]>([
    ['a profile', { options: { profile: 'dist' } }, ['- --profile=release', '+ --profile=dist']],
    ['features', { options: { features: ['a', 'b'] } }, ['+ --features=a,b']],
    ['no default features', { options: { defaultFeatures: false } }, ['+ --no-default-features']],
    ['no lock file', { context: { lockFileExists: false } }, ['- --locked']],
    ['a lock that is not wanted', { options: { locked: false } }, ['- --locked']],
    ['a lock that is wanted without a file', { options: { locked: true }, context: { lockFileExists: false } }, []],
    [
      'zig with a floor',
      { context: { linker: 'zig', floor: { major: 2, minor: 17 } } },
      [
        '- /bin/cargo',
        '- build',
        '- aarch64-unknown-linux-gnu',
        '+ /zig/cargo-zigbuild',
        '+ zigbuild',
        '+ aarch64-unknown-linux-gnu.2.17',
      ],
    ],
    [
      'zig without one',
      { context: { linker: 'zig' } },
      ['- /bin/cargo', '- build', '+ /zig/cargo-zigbuild', '+ zigbuild'],
    ],
    ['gcc, which holds no floor', { context: { linker: 'gcc', floor: { major: 2, minor: 17 } } }, []],
    ['std from source', { options: { buildStd: ['std', 'panic_abort'] } }, ['+ -Zbuild-std=std,panic_abort']],
    [
      'a target-spec file',
      { context: { platform: { ...CONTEXT.platform, targetSpec: 'targets/my.json' } } },
      ['- aarch64-unknown-linux-gnu', '+ /w/targets/my.json', '+ -Zjson-target-spec'],
    ],
    [
      'a target-spec file for an older cargo',
      { context: { platform: { ...CONTEXT.platform, targetSpec: 'targets/my.json' }, rustVersion: '1.94.1' } },
      ['- aarch64-unknown-linux-gnu', '+ /w/targets/my.json'],
    ],
  ])('argv: %s', (_what, changes, expected) => {
    expect(difference(plan().argv, plan(changes).argv)).toEqual(expected);
  });

  const T = 'AARCH64_UNKNOWN_LINUX_GNU';
  const t = 'aarch64_unknown_linux_gnu';
  const gcc = { linker: 'gcc', gcc: { cc: 'a-gcc', cxx: 'a-g++', ar: 'a-ar' } } as const;

  it.each<[string, Changes, string[]]>([
    [
      'optimisation',
      { options: { lto: 'thin', codegenUnits: 1, optLevel: 'z', panic: 'abort', profile: 'release-lowmem' } },
      [
        '- CARGO_PROFILE_RELEASE_STRIP=none',
        '+ CARGO_PROFILE_RELEASE_LOWMEM_CODEGEN_UNITS=1',
        '+ CARGO_PROFILE_RELEASE_LOWMEM_LTO=thin',
        '+ CARGO_PROFILE_RELEASE_LOWMEM_OPT_LEVEL=z',
        '+ CARGO_PROFILE_RELEASE_LOWMEM_PANIC=abort',
        '+ CARGO_PROFILE_RELEASE_LOWMEM_STRIP=none',
      ],
    ],
    [
      'optimisation over the host’s variable',
      { options: { lto: false }, context: { hostEnv: { ...CONTEXT.hostEnv, CARGO_PROFILE_RELEASE_LTO: 'true' } } },
      ['+ CARGO_PROFILE_RELEASE_LTO=false'],
    ],
    // Stripping is a stage: a profile's own `strip` would leave it nothing to keep.
    [
      'no strip, though the host asks for one',
      { context: { hostEnv: { ...CONTEXT.hostEnv, CARGO_PROFILE_RELEASE_STRIP: 'symbols' } } },
      [],
    ],
    ['a toolchain', { options: { toolchain: '1.95.0' } }, ['+ RUSTUP_TOOLCHAIN=1.95.0']],
    [
      'variables of the unit',
      { options: { env: { A: 'b', TZ: 'Asia/Tokyo' } } },
      ['- TZ=UTC', '+ A=b', '+ TZ=Asia/Tokyo'],
    ],
    ['variables that are passed', { options: { passEnv: ['EDITOR'] } }, ['+ EDITOR=vi']],
    [
      'what is embedded',
      {
        options: { embeds: { version: 'V', commit: 'C', time: 'T' } },
        context: { embedded: { version: '1.2.3', commit: 'abc', time: '1700000000' } },
      },
      ['- SOURCE_DATE_EPOCH=315532800', '+ C=abc', '+ SOURCE_DATE_EPOCH=1700000000', '+ T=1700000000', '+ V=1.2.3'],
    ],
    ['what is known and not embedded', { context: { embedded: { version: '1.2.3', time: '1700000000' } } }, []],
    ['the PATH of a strategy', { context: { path: '/zig:/usr/bin' } }, ['- PATH=/usr/bin', '+ PATH=/zig:/usr/bin']],
    [
      'zig',
      { context: { linker: 'zig' } },
      [
        `- CFLAGS_${t}=${C_REMAPS}`,
        `- CXXFLAGS_${t}=${C_REMAPS}`,
        '+ CARGO=/bin/cargo',
        `+ CFLAGS_${t}=${C_REMAPS} -Wno-date-time`,
        `+ CXXFLAGS_${t}=${C_REMAPS} -Wno-date-time`,
      ],
    ],
    [
      'gcc',
      { context: gcc },
      [`+ AR_${t}=a-ar`, `+ CARGO_TARGET_${T}_LINKER=a-gcc`, `+ CC_${t}=a-gcc`, `+ CXX_${t}=a-g++`],
    ],
    [
      'gcc beside compilers of the user',
      {
        context: {
          ...gcc,
          hostEnv: {
            ...CONTEXT.hostEnv,
            [`CC_${t}`]: 'mine',
            TARGET_CXX: 'my++',
            'AR_aarch64-unknown-linux-gnu': 'my-ar',
          },
        },
      },
      [
        '+ AR_aarch64-unknown-linux-gnu=my-ar',
        `+ CARGO_TARGET_${T}_LINKER=a-gcc`,
        `+ CC_${t}=mine`,
        '+ TARGET_CXX=my++',
      ],
    ],
    [
      'gcc beside a linker of the user',
      { context: { ...gcc, hostEnv: { ...CONTEXT.hostEnv, [`CARGO_TARGET_${T}_LINKER`]: 'mine' } } },
      [`+ AR_${t}=a-ar`, `+ CARGO_TARGET_${T}_LINKER=mine`, `+ CC_${t}=a-gcc`, `+ CXX_${t}=a-g++`],
    ],
    [
      "gcc beside a linker of cargo's configuration",
      {
        context: { ...gcc, config: { ...EMPTY_CONFIG, targets: { 'aarch64-unknown-linux-gnu': { linker: 'mine' } } } },
      },
      [`+ AR_${t}=a-ar`, `+ CC_${t}=a-gcc`, `+ CXX_${t}=a-g++`],
    ],
    [
      "[env] of cargo's configuration, as far as build scripts read it",
      {
        context: {
          ...gcc,
          config: {
            ...EMPTY_CONFIG,
            env: { [`CC_${t}`]: 'mine', RUSTFLAGS: '-Cx', CARGO_PROFILE_RELEASE_LTO: 'true' },
          },
        },
      },
      [`+ AR_${t}=a-ar`, `+ CARGO_TARGET_${T}_LINKER=a-gcc`, `+ CC_${t}=mine`, `+ CXX_${t}=a-g++`],
    ],
    [
      'C flags of the user, most special first',
      {
        context: {
          hostEnv: {
            ...CONTEXT.hostEnv,
            CFLAGS: '-O1',
            TARGET_CFLAGS: '-O2',
            'CXXFLAGS_aarch64-unknown-linux-gnu': '-O3',
          },
        },
      },
      [
        `- CFLAGS_${t}=${C_REMAPS}`,
        `- CXXFLAGS_${t}=${C_REMAPS}`,
        '+ CFLAGS=-O1',
        `+ CFLAGS_${t}=-O2 ${C_REMAPS}`,
        `+ CXXFLAGS_aarch64-unknown-linux-gnu=-O3 ${C_REMAPS}`,
        '+ TARGET_CFLAGS=-O2',
      ],
    ],
    [
      'flags of the user, and ours after them',
      {
        options: { rustflags: ['-Clink-arg=-s'], targetCpu: 'cortex-a72', targetFeatures: ['+crt-static', '-sve'] },
        context: { hostEnv: { ...CONTEXT.hostEnv, RUSTFLAGS: '-Cforce-frame-pointers=yes --cfg x' } },
      },
      [
        `- CARGO_ENCODED_RUSTFLAGS=${REMAPS}`,
        `+ CARGO_ENCODED_RUSTFLAGS=-Cforce-frame-pointers=yes ¦ --cfg ¦ x ¦ ${REMAPS} ¦ -Ctarget-cpu=cortex-a72 ¦ -Ctarget-feature=+crt-static,-sve ¦ -Clink-arg=-s`,
      ],
    ],
    [
      'flags of the unit’s own variable',
      { options: { env: { RUSTFLAGS: '-Cx' } }, context: { hostEnv: { ...CONTEXT.hostEnv, RUSTFLAGS: '-Cy' } } },
      [`- CARGO_ENCODED_RUSTFLAGS=${REMAPS}`, `+ CARGO_ENCODED_RUSTFLAGS=-Cx ¦ ${REMAPS}`],
    ],
    [
      'an SDK in the workspace',
      { options: { sdk: { path: 'sdks/MacOSX.sdk', sha256: '' } } },
      ['+ SDKROOT=/w/sdks/MacOSX.sdk'],
    ],
    ['an SDK elsewhere', { options: { sdk: { path: '/opt/MacOSX.sdk', sha256: '' } } }, ['+ SDKROOT=/opt/MacOSX.sdk']],
  ])('env: %s', (_what, changes, expected) => {
    expect(difference(variables(plan().env), variables(plan(changes).env))).toEqual(expected);
  });

  it.each([
    ['aarch64-apple-darwin', 'MACOSX_DEPLOYMENT_TARGET', '11.0'],
    ['x86_64-apple-darwin', 'MACOSX_DEPLOYMENT_TARGET', '10.12'],
    ['x86_64-unknown-linux-musl', 'MACOSX_DEPLOYMENT_TARGET', undefined],
    ['x86_64-pc-windows-gnu', 'CARGO_ENCODED_RUSTFLAGS', `${REMAPS} ¦ -Clink-arg=-Wl,--no-insert-timestamp`],
    ['aarch64-apple-darwin', 'CARGO_ENCODED_RUSTFLAGS', `${REMAPS} ¦ -Clink-arg=-Wl,-S`],
    ['x86_64-pc-windows-msvc', 'CARGO_ENCODED_RUSTFLAGS', REMAPS],
    ['x86_64-pc-windows-msvc', 'CFLAGS_x86_64_pc_windows_msvc', undefined],
  ])('%s: %s is %s', (id, name, expected) => {
    expect(
      plan({ context: { platform: platform(id), linker: id.endsWith('darwin') ? 'zig' : 'gcc' } }).env[
        name
      ]?.replaceAll('\x1f', ' ¦ '),
    ).toBe(expected);
  });

  it('lets the user choose the oldest macOS', () => {
    const hostEnv = { MACOSX_DEPLOYMENT_TARGET: '12.0' };
    expect(plan({ context: { platform: platform('aarch64-apple-darwin'), hostEnv } }).env).toMatchObject(hostEnv);
  });

  it('gives C compilers no folder whose name they would split', () => {
    const folders = { ...CONTEXT.folders, cargoHome: '/home/u v/.cargo' };
    const { env } = plan({ context: { folders } });
    expect(env[`CFLAGS_${t}`]).toBe('-ffile-prefix-map=/w=/workspace -ffile-prefix-map=/w/tmp/target=/target');
    expect(env['CARGO_ENCODED_RUSTFLAGS']).toContain('--remap-path-prefix=/home/u v/.cargo=/cargo');
  });

  it.each([
    ['the environment', { hostEnv: { RUSTFLAGS: '-Ctarget-cpu=native' } }],
    ['the environment, as two words', { hostEnv: { RUSTFLAGS: '-C target-cpu=native' } }],
    ["cargo's configuration", { config: { ...EMPTY_CONFIG, buildRustflags: ['-C', 'target-cpu=native'] } }],
    ['the long spelling', { config: { ...EMPTY_CONFIG, buildRustflags: ['--codegen=target-cpu=native'] } }],
  ])('refuses the CPU of this machine from %s', (_what, context) => {
    let message = '';
    try {
      plan({ context });
    } catch (failure) {
      message = renderFailure(failure as Failure);
    }
    expect(message).toBe(
      'nx-cross target-cpu-native: The flags for rustc have `target-cpu=native`, which binds the result to the machine that builds it.\n' +
        '  → Name a CPU (`targetCpu`), e.g. x86-64-v3; look into RUSTFLAGS and .cargo/config.toml.',
    );
  });
});
