/** The variables that a builder gets from the environment of whoever started Nx, and why. */
export interface SelectedEnvironment {
  /** Name → value: what was allowed, sorted by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Names among them whose values decide the bytes: their values belong into the hash. Sorted. */
  readonly deciding: readonly string[];
  /** Names among them that a container gets: those that decide, and those that mean the same there. Sorted. */
  readonly travelling: readonly string[];
}

interface Allowed {
  /** Matches a whole name; on Windows, where names have no case, in upper case too. */
  readonly name: RegExp;
  readonly deciding: boolean;
  /** Whether it means the same in a container as on the machine: no path of the machine's, no program. */
  readonly travels: boolean;
  readonly reason: string;
}

const passed = (name: RegExp, reason: string): Allowed => ({ name, deciding: false, travels: false, reason });
const travels = (name: RegExp, reason: string): Allowed => ({ name, deciding: false, travels: true, reason });
// What decides is hashed wherever it is used, so it must reach what uses it.
const decides = (name: RegExp, reason: string): Allowed => ({ name, deciding: true, travels: true, reason });

const PROXIES = /^(HTTP|HTTPS|ALL|NO|FTP)_PROXY$/i;

/** The first row that matches counts. What no row names does not reach a builder. */
export const ALLOWED_VARIABLES: readonly Allowed[] = [
  // Where things are. The tools found there are hashed by what they are, not by where.
  passed(/^PATH$/, 'finds compilers and linkers, whose identities are hashed'),
  passed(/^(HOME|USER|LOGNAME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA)$/, 'where tools keep caches'),
  passed(/^(TMPDIR|TMP|TEMP|XDG_CACHE_HOME|XDG_RUNTIME_DIR)$/, 'where tools keep temporary files'),
  passed(/^(CARGO_HOME|RUSTUP_HOME)$/, "cargo's registry cache and rustup's toolchains"),
  passed(
    /^(SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|PROGRAMFILES(\(X86\))?|PROGRAMDATA|PROGRAMW6432|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE)$/,
    'no program starts, and no Visual Studio is found, on Windows without them',
  ),
  // How sources are fetched: the lock file holds their checksums, so the way there decides nothing.
  travels(PROXIES, 'proxies'),
  passed(
    /^(SSL_CERT_FILE|SSL_CERT_DIR|NIX_SSL_CERT_FILE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|GIT_SSL_CAPATH)$/,
    'certificates of a company',
  ),
  travels(/^CARGO_(HTTP|NET|CREDENTIAL|REGISTRY|REGISTRIES|SOURCE)_/, "cargo's network, registries and tokens"),
  passed(
    /^(SSH_AUTH_SOCK|SSH_AGENT_PID|GIT_SSH|GIT_SSH_COMMAND|GIT_ASKPASS|GIT_CONFIG_.*)$/,
    'private git dependencies',
  ),
  passed(/^RUSTUP_TOOLCHAIN$/, 'which rustc: what that is, however it was chosen, is hashed'),
  // How the build runs and looks.
  travels(/^CARGO_BUILD_JOBS$/, 'how many jobs run at once'),
  passed(/^(CARGO_MAKEFLAGS|MAKEFLAGS|CMAKE_BUILD_PARALLEL_LEVEL)$/, 'how many jobs run at once'),
  travels(/^CARGO_TERM_/, 'how messages look'),
  passed(/^(TERM|NO_COLOR|CLICOLOR|CLICOLOR_FORCE|FORCE_COLOR|RUST_BACKTRACE)$/, 'how messages look'),
  passed(
    /^(RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|CARGO_BUILD_RUSTC_WRAPPER)$/,
    'a compiler cache gives what rustc gives',
  ),
  passed(/^(SCCACHE_.*|CCACHE_.*)$/, 'settings of that cache'),
  passed(
    /^(ZIG_GLOBAL_CACHE_DIR|ZIG_LOCAL_CACHE_DIR|CARGO_ZIGBUILD_(ZIG_PATH|PYTHON_PATH|CACHE_DIR))$/,
    "zig's caches",
  ),
  passed(/^CARGO_TARGET_.*_RUNNER$/, 'runs binaries, builds none'),
  // What the user has set of compiler variables wins over ours, and is hashed.
  decides(/^(RUSTC|RUSTC_BOOTSTRAP|CARGO_BUILD_RUSTC)$/, 'which rustc, and what it dares'),
  decides(/^(RUSTFLAGS|CARGO_ENCODED_RUSTFLAGS|CARGO_BUILD_RUSTFLAGS)$/, 'flags for rustc'),
  decides(/^CARGO_TARGET_.*_(LINKER|RUSTFLAGS)$/, 'linker and flags of a target'),
  decides(/^CARGO_PROFILE_/, 'settings of profiles'),
  decides(/^CARGO_(RESOLVER|UNSTABLE)_/, 'what cargo resolves and how'),
  decides(
    /^((HOST|TARGET)_)?(CC|CXX|AR|RANLIB|NM|LD|STRIP|OBJCOPY|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|ARFLAGS|RANLIBFLAGS|CXXSTDLIB)(_[a-z].*)?$/,
    'C and C++ compilers and their flags (the cc crate)',
  ),
  decides(
    /^(CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|OBJC_INCLUDE_PATH|LIBRARY_PATH|NIX_(CC|BINTOOLS|CFLAGS|LDFLAGS).*)$/,
    'headers and libraries',
  ),
  decides(/^(CRATE_CC_NO_DEFAULTS|CC_SHELL_ESCAPED_FLAGS|CC_KNOWN_WRAPPER_CUSTOM|CROSS_COMPILE)$/, 'the cc crate'),
  decides(/^((HOST|TARGET)_)?(CMAKE|CMAKE_.*)$/, 'the cmake crate'),
  decides(/^((HOST|TARGET)_)?PKG_CONFIG(_.*)?$/, 'which system libraries are linked'),
  decides(
    /^(BINDGEN_EXTRA_CLANG_ARGS(_.*)?|LIBCLANG_PATH|LIBCLANG_STATIC_PATH|LLVM_CONFIG_PATH|CLANG_PATH)$/,
    'bindgen',
  ),
  decides(/^(.*_)?(OPENSSL_(DIR|LIB_DIR|INCLUDE_DIR|STATIC|LIBS|NO_VENDOR|NO_PKG_CONFIG))$/, 'openssl-sys'),
  decides(/^AWS_LC_(SYS|FIPS_SYS)_/, 'aws-lc-sys'),
  decides(/^(PROTOC|PROTOC_INCLUDE)$/, 'which protobuf compiler'),
  decides(/^(SDKROOT|DEVELOPER_DIR|MACOSX_DEPLOYMENT_TARGET)$/, "Apple's SDK and the oldest macOS"),
  decides(/^(INCLUDE|LIB|LIBPATH|VCINSTALLDIR|VCTOOLSINSTALLDIR|WINDOWSSDK.*|UCRTVERSION|UNIVERSALCRTSDKDIR)$/, 'MSVC'),
];

// A proxy's URL may carry a password.
const SECRET = /(TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIAL|PRIVATE_KEY|API_KEY|ACCESS_KEY|PROXY$)/i;

/** Whether a variable's value must never be printed, going by its name. */
export function isSecretVariable(name: string): boolean {
  return SECRET.test(name);
}

/** The variables that lead to the network, which an engine hands to each step of an image that it builds. */
export function selectProxies(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const proxies = Object.entries(env).filter(([name, value]) => PROXIES.test(name) && value !== undefined);
  return Object.fromEntries(proxies) as Record<string, string>;
}

/** The first row for a name; on Windows, where names have no case, for the name in upper case, too. */
function rowOf(name: string, hostOs: 'linux' | 'darwin' | 'windows'): Allowed | undefined {
  const folded = hostOs === 'windows' ? name.toUpperCase() : name;
  return ALLOWED_VARIABLES.find((allowed) => allowed.name.test(name) || allowed.name.test(folded));
}

/** Whether a builder gets the variable though its value, a fact of this machine, is in no hash. */
export function isMachineVariable(name: string, hostOs: 'linux' | 'darwin' | 'windows'): boolean {
  return rowOf(name, hostOs)?.deciding === false;
}

/**
 * What of the host's environment a builder gets: the allowed variables and those the unit names in `passEnv`.
 * One whose value decides and is empty does not reach the builder: in Nx's hashes it is the same as one that is not set,
 * while `RUSTFLAGS=` would turn the configuration's flags off.
 */
export function selectEnvironment(
  hostEnv: Readonly<Record<string, string | undefined>>,
  passEnv: readonly string[],
  hostOs: 'linux' | 'darwin' | 'windows',
): SelectedEnvironment {
  const fold = (name: string) => (hostOs === 'windows' ? name.toUpperCase() : name);
  const asked = new Set(passEnv.map(fold));
  const env: Record<string, string> = {};
  const deciding: string[] = [];
  const travelling: string[] = [];
  for (const name of Object.keys(hostEnv).sort()) {
    const value = hostEnv[name];
    if (value === undefined) continue;
    const row = rowOf(name, hostOs);
    const isAsked = asked.has(fold(name));
    if (row === undefined && !isAsked) continue;
    const isDeciding = isAsked || row?.deciding === true;
    if (isDeciding && value === '') continue;
    env[name] = value;
    if (isDeciding) deciding.push(name);
    if (isDeciding || row?.travels === true) travelling.push(name);
  }
  return { env, deciding, travelling };
}
