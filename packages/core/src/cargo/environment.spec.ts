import { ALLOWED_VARIABLES, isSecretVariable, selectEnvironment, selectProxies } from './environment';

const HOST = {
  PATH: '/bin',
  HOME: '/home/u',
  CARGO_HOME: '/c',
  CARGO_REGISTRIES_COMPANY_TOKEN: 't',
  https_proxy: 'http://u:p@proxy',
  SSL_CERT_FILE: '/ca.pem',
  RUSTC_WRAPPER: 'sccache',
  RUSTFLAGS: '',
  CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: 'my-gcc',
  CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: 'qemu',
  CC_aarch64_unknown_linux_gnu: 'my-gcc',
  'CFLAGS_aarch64-unknown-linux-gnu': '-O2',
  TARGET_CC: 'x',
  AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR: '/ssl',
  PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu: '/sys',
  PROTOC: '/protoc',
  CARGO_TARGET_DIR: '/elsewhere',
  CARGO_INCREMENTAL: '1',
  SOURCE_DATE_EPOCH: '1',
  LANG: 'de_DE.UTF-8',
  GITHUB_SHA: 'abc',
  NX_TASK_TARGET_TARGET: 'x',
  LD_PRELOAD: '/evil.so',
  UNSET: undefined,
};

describe('selectEnvironment', () => {
  it('passes on what builders need and what the user has set of compilers, and nothing else', () => {
    const { env, deciding } = selectEnvironment(HOST, ['GITHUB_SHA', 'UNSET', 'ABSENT'], 'linux');
    expect(Object.keys(env)).toEqual([
      'AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR',
      'CARGO_HOME',
      'CARGO_REGISTRIES_COMPANY_TOKEN',
      'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER',
      'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER',
      'CC_aarch64_unknown_linux_gnu',
      'CFLAGS_aarch64-unknown-linux-gnu',
      'GITHUB_SHA',
      'HOME',
      'PATH',
      'PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu',
      'PROTOC',
      'RUSTC_WRAPPER',
      'SSL_CERT_FILE',
      'TARGET_CC',
      'https_proxy',
    ]);
    expect(deciding).toEqual([
      'AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR',
      'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER',
      'CC_aarch64_unknown_linux_gnu',
      'CFLAGS_aarch64-unknown-linux-gnu',
      'GITHUB_SHA',
      'PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu',
      'PROTOC',
      'TARGET_CC',
    ]);
  });

  it('gives a container what decides, what leads to the network, and nothing of where things are', () => {
    const { deciding, travelling } = selectEnvironment(HOST, ['GITHUB_SHA'], 'linux');
    expect(travelling.filter((name) => !deciding.includes(name))).toEqual([
      'CARGO_REGISTRIES_COMPANY_TOKEN',
      'https_proxy',
    ]);
    expect(deciding.filter((name) => !travelling.includes(name))).toEqual([]);
    expect(selectProxies(HOST)).toEqual({ https_proxy: 'http://u:p@proxy' });
  });

  it('hashes what passEnv names, even where it would have been passed on anyhow', () => {
    expect(selectEnvironment(HOST, ['HOME'], 'linux').deciding).toContain('HOME');
  });

  it('knows no case on Windows', () => {
    const host = { Path: 'C:\\bin', SystemRoot: 'C:\\Windows', 'ProgramFiles(x86)': 'C:\\P', Mine: '1', Other: '2' };
    expect(selectEnvironment(host, ['MINE'], 'windows')).toEqual({
      env: { Path: 'C:\\bin', SystemRoot: 'C:\\Windows', 'ProgramFiles(x86)': 'C:\\P', Mine: '1' },
      deciding: ['Mine'],
      travelling: ['Mine'],
    });
    expect(selectEnvironment(host, ['MINE'], 'linux').env).toEqual({});
  });

  it('has a reason for each variable', () => {
    expect(ALLOWED_VARIABLES.filter(({ reason }) => reason.length < 4)).toEqual([]);
  });
});

describe('isSecretVariable', () => {
  it.each([
    ['CARGO_REGISTRY_TOKEN', true],
    ['CARGO_REGISTRIES_COMPANY_TOKEN', true],
    ['AWS_SECRET_ACCESS_KEY', true],
    ['https_proxy', true],
    ['CARGO_HTTP_PROXY', true],
    ['RUSTFLAGS', false],
    ['PATH', false],
  ])('%s: %s', (name, expected) => {
    expect(isSecretVariable(name)).toBe(expected);
  });
});
