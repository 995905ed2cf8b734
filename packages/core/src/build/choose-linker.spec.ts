import { Failure } from '../failure';
import { findPlatform } from '../platform';
import type { ZigTools } from '../toolchain';
import type { LinkerStrategy } from '../unit';
import type { LinkerProbes } from './choose-linker';
import { chooseLinker } from './choose-linker';

const zig: ZigTools = {
  zig: { name: 'zig', path: '/zig', version: '0.17.0' },
  cargoZigbuild: { name: 'cargo-zigbuild', path: '/cargo-zigbuild', version: '0.24.0' },
  pathPrefix: ['/bin'],
};

function machine(has: {
  zig?: boolean;
  cc?: boolean;
  gcc?: readonly string[];
  os?: LinkerProbes['hostOs'];
  triple?: string;
}) {
  return {
    hostOs: has.os ?? 'linux',
    hostTriple: has.triple ?? 'x86_64-unknown-linux-gnu',
    zig: () => Promise.resolve(has.zig === true ? zig : undefined),
    compiler: (name: string) => {
      const isThere = name === 'cc' ? has.cc !== false : has.gcc?.includes(name) === true;
      return Promise.resolve(isThere ? { name, path: `/${name}`, version: '12', brings: [] } : undefined);
    },
  } satisfies LinkerProbes;
}

const MINGW = 'x86_64-w64-mingw32-gcc';
const ARM_GCC = 'aarch64-linux-gnu-gcc';
const FLOOR = { major: 2, minor: 17 };

async function choose(name: string, probes: LinkerProbes, floor = false, wanted: 'auto' | LinkerStrategy[] = 'auto') {
  const platform = findPlatform(name)!;
  try {
    const { linker, passedOver } = await chooseLinker({ platform, floor: floor ? FLOOR : undefined, wanted }, probes);
    return { chosen: linker.strategy, passedOver: passedOver.map(({ choice, reason }) => `${choice}: ${reason}`) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failed: error.message, hint: error.hint };
  }
}

describe('chooseLinker', () => {
  const all = machine({ zig: true, gcc: [MINGW, ARM_GCC] });

  it.each([
    ['linux-x86_64', all, false, 'native', []],
    ['linux-x86_64', all, true, 'zig', ['native: the host’s linker cannot hold the glibc floor 2.17']],
    ['linux-aarch64', all, true, 'zig', ['native: the host is x86_64-unknown-linux-gnu']],
    ['linux-x86_64-musl', all, false, 'zig', ['native: the host is x86_64-unknown-linux-gnu']],
    ['darwin-aarch64', all, false, 'zig', ['native: the host is x86_64-unknown-linux-gnu']],
    ['windows-x86_64', all, false, 'gcc', ['native: the host is x86_64-unknown-linux-gnu']],
    // An Apple machine links for both of Apple's architectures.
    ['darwin-x86_64', machine({ os: 'darwin', triple: 'aarch64-apple-darwin' }), false, 'native', []],
  ] as const)('links %s by itself', async (platform, probes, floor, chosen, passedOver) => {
    expect(await choose(platform, probes, floor)).toEqual({ chosen, passedOver });
  });

  it('never links with what was not asked for', async () => {
    expect(await choose('linux-aarch64', all, false, ['gcc'])).toEqual({ chosen: 'gcc', passedOver: [] });
    expect(await choose('linux-x86_64', all, false, ['zig', 'native'])).toEqual({ chosen: 'zig', passedOver: [] });
  });

  it('says of each strategy why it does not serve, and what would mend the first that could', async () => {
    expect(await choose('linux-aarch64', machine({}), true)).toEqual({
      failed:
        'Nothing here can link for aarch64-unknown-linux-gnu: native: the host is x86_64-unknown-linux-gnu; ' +
        'zig: zig and cargo-zigbuild are not installed; gcc: aarch64-linux-gnu-gcc cannot hold the glibc floor 2.17.',
      hint: 'npx nx-cross setup',
    });
    expect(await choose('windows-x86_64', machine({}))).toEqual({
      failed:
        'Nothing here can link for x86_64-pc-windows-gnu: native: the host is x86_64-unknown-linux-gnu; ' +
        'gcc: x86_64-w64-mingw32-gcc is not on PATH.',
      hint: 'sudo apt-get install gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64',
    });
    expect(await choose('windows-x86_64', machine({ os: 'darwin', triple: 'aarch64-apple-darwin' }))).toMatchObject({
      hint: 'Install a compiler that is called x86_64-w64-mingw32-gcc and put it on PATH.',
    });
  });
});
