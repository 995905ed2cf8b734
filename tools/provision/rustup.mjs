// The toolchain that rustup has active, with the targets added to it: the way of any machine that reaches rust-lang.org.
import { crossTargets } from './rust-targets.mjs';
import { ask, run } from './run.mjs';

/** Rustup's name for Debian's compiler, once it is linked. */
export const linkedName = 'nx-cross-testbed';

// A network that swallows packets is worse than one that refuses: then building std here is quicker than waiting.
const downloadMilliseconds = 180_000;

export const rustupToolchain = {
  isReady: async () => {
    const toolchain = await activeToolchain();
    return toolchain !== undefined && (await missingTargets(toolchain)).length === 0;
  },

  prepare: async (log) => {
    const toolchain = await activeToolchain();
    if (toolchain === undefined) return false;
    const missing = await missingTargets(toolchain);
    log(`rustup target add --toolchain ${toolchain} ${missing.join(' ')}`);
    const added = await ask('rustup', ['target', 'add', '--toolchain', toolchain, ...missing], {
      ...rustupOptions,
      timeout: downloadMilliseconds,
    });
    if (added === undefined) log('rustup cannot download here');
    return added !== undefined;
  },

  sysroot: async () => {
    const printed = await ask('rustup', ['run', await activeToolchain(), 'rustc', '--print', 'sysroot'], rustupOptions);
    return printed.trim();
  },

  environment: async () => ({ RUSTUP_TOOLCHAIN: await activeToolchain() }),
};

/** Makes rustup's shims, which come first in PATH, run the compiler that `directory` holds. */
export async function linkToolchain(directory) {
  await run('rustup', ['toolchain', 'link', linkedName, directory], rustupOptions);
}

export async function isLinked(directory) {
  const listing = await ask('rustup', ['toolchain', 'list', '--verbose'], rustupOptions);
  const line = listing?.split('\n').find((text) => text.startsWith(`${linkedName} `));
  return line?.split(/\s+/).at(-1) === directory;
}

export async function hasRustup() {
  return (await ask('rustup', ['--version'], rustupOptions)) !== undefined;
}

// Asked outside of any checkout, for a rust-toolchain.toml there speaks for that checkout alone. And a build that
// provisioning was started from may have our own link in its environment.
const rustupOptions = { cwd: '/', env: withoutLink(process.env) };

function withoutLink({ RUSTUP_TOOLCHAIN, ...rest }) {
  return RUSTUP_TOOLCHAIN === undefined || RUSTUP_TOOLCHAIN === linkedName ? rest : { ...rest, RUSTUP_TOOLCHAIN };
}

async function activeToolchain() {
  // `stable-x86_64-unknown-linux-gnu (default)`
  const shown = await ask('rustup', ['show', 'active-toolchain'], rustupOptions);
  return shown?.split(/\s/)[0];
}

async function missingTargets(toolchain) {
  const listed = await ask('rustup', ['target', 'list', '--installed', '--toolchain', toolchain], rustupOptions);
  const installed = new Set(listed?.split('\n'));
  return crossTargets.filter((target) => !installed.has(target));
}
