import type { PassedOver } from '../artifact';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import { linkerTable, renderGlibcFloor } from '../platform';
import type { Host, LinkingCompiler, RustToolchain, ToolIdentity, ZigTools } from '../toolchain';
import { identityOf, probeCompiler, probeZig } from '../toolchain';
import type { LinkerStrategy } from '../unit';

/** What the machine has to link with; each is asked only when its turn comes. */
export interface LinkerProbes {
  readonly hostOs: Host['os'];
  /** rustc's own host triple. */
  readonly hostTriple: string;
  zig(): Promise<ZigTools | undefined>;
  compiler(program: string): Promise<LinkingCompiler | undefined>;
}

/** Probes of this machine. */
export function probeLinkers(host: Host, rust: Pick<RustToolchain, 'hostTriple'>): LinkerProbes {
  return {
    hostOs: host.os,
    hostTriple: rust.hostTriple,
    zig: () => probeZig(host),
    compiler: (program) => probeCompiler(host, program),
  };
}

export type ChosenLinker =
  | { readonly strategy: 'native'; readonly compiler?: LinkingCompiler }
  | { readonly strategy: 'gcc'; readonly compiler: LinkingCompiler }
  | { readonly strategy: 'zig'; readonly zig: ZigTools };

export function linkerIdentities(linker: ChosenLinker): readonly ToolIdentity[] {
  switch (linker.strategy) {
    case 'native':
    case 'gcc':
      return linker.compiler === undefined ? [] : [identityOf(linker.compiler), ...linker.compiler.brings];
    case 'zig':
      return [identityOf(linker.zig.zig), identityOf(linker.zig.cargoZigbuild)];
  }
}

interface Asked {
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly wanted: 'auto' | readonly LinkerStrategy[];
  /** Whether the user's configuration names a linker of its own, which then links instead of ours. */
  readonly namesLinker?: boolean;
}

/** A strategy that was tried: it serves, or the reason why not, with the line that would mend it. */
type Tried = { readonly linker: ChosenLinker } | { readonly reason: string; readonly hint?: string };

/**
 * Tries the strategies in order and takes the first that serves; every other is named with its reason.
 *
 * @throws Failure `no-strategy` when none serves, with the line that mends the first one that could.
 */
export async function chooseLinker(
  asked: Asked,
  probes: LinkerProbes,
): Promise<{ readonly linker: ChosenLinker; readonly passedOver: readonly PassedOver[] }> {
  const order = asked.wanted === 'auto' ? automaticOrder(asked, probes) : asked.wanted;
  const passedOver: PassedOver[] = [];
  let hint: string | undefined;
  for (const strategy of order) {
    const tried = await tryStrategy(strategy, asked, probes);
    if ('linker' in tried) return { linker: tried.linker, passedOver };
    passedOver.push({ choice: strategy, reason: tried.reason });
    hint ??= tried.hint;
  }
  throw new Failure('no-strategy', {
    message: `Nothing here can link for ${asked.platform.id}: ${passedOver.map(({ choice, reason }) => `${choice}: ${reason}`).join('; ')}.`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * The host's own platform without a floor links natively; mingw serves Windows, where zig fails on std's
 * `-lssp_nonshared`; zig all others, since a plain cross gcc cannot hold a glibc floor and Debian has none for macOS.
 */
function automaticOrder(asked: Asked, probes: LinkerProbes): readonly LinkerStrategy[] {
  if (asked.platform.os === 'windows') return ['native', 'gcc'];
  return asked.platform.id === probes.hostTriple ? ['native', 'zig'] : ['native', 'zig', 'gcc'];
}

async function tryStrategy(strategy: LinkerStrategy, asked: Asked, probes: LinkerProbes): Promise<Tried> {
  switch (strategy) {
    case 'native':
      return tryNative(asked, probes);
    case 'gcc':
      return tryGcc(asked, probes);
    case 'zig':
      return tryZig(asked, probes);
  }
}

async function tryNative(asked: Asked, probes: LinkerProbes): Promise<Tried> {
  const { platform, floor } = asked;
  // Apple's own clang links for both of its architectures.
  const ownSystem = platform.os === 'darwin' && probes.hostOs === 'darwin';
  if (platform.id !== probes.hostTriple && !ownSystem) return { reason: `the host is ${probes.hostTriple}` };
  if (floor !== undefined) return { reason: holdsNoFloor('the host’s linker', floor) };
  // rustc finds MSVC's link.exe by the registry, not on PATH.
  if (platform.id.endsWith('-msvc')) return { linker: { strategy: 'native' } };
  const compiler = await probes.compiler('cc');
  if (compiler !== undefined) return { linker: { strategy: 'native', compiler } };
  if (asked.namesLinker === true) return { linker: { strategy: 'native' } };
  return { reason: 'cc is not on PATH', hint: ccHint(probes.hostOs) };
}

function ccHint(os: Host['os']): string {
  switch (os) {
    case 'linux':
      return 'sudo apt-get install gcc libc6-dev';
    case 'darwin':
      return 'xcode-select --install';
    case 'windows':
      return 'Install mingw-w64 and put its gcc on PATH as cc.';
  }
}

async function tryGcc({ platform, floor }: Asked, probes: LinkerProbes): Promise<Tried> {
  const { gcc: row, absent } = linkerTable(platform);
  if (row === undefined) return { reason: absent.gcc ?? `no gcc links for ${platform.id}` };
  if (floor !== undefined) {
    return {
      reason: holdsNoFloor(row.program, floor),
      hint: 'To link without a floor: "glibc": "none" in nx-cross.json.',
    };
  }
  const compiler = await probes.compiler(row.program);
  if (compiler !== undefined) return { linker: { strategy: 'gcc', compiler } };
  return { reason: `${row.program} is not on PATH`, hint: gccHint(row, probes.hostOs) };
}

function gccHint(row: { readonly program: string; readonly debianPackage?: string }, os: Host['os']): string {
  return os === 'linux' && row.debianPackage !== undefined
    ? `sudo apt-get install ${row.debianPackage}`
    : `Install a compiler that is called ${row.program} and put it on PATH.`;
}

async function tryZig({ platform }: Asked, probes: LinkerProbes): Promise<Tried> {
  const { zig: row, absent } = linkerTable(platform);
  if (row === undefined) return { reason: absent.zig ?? `zig does not link for ${platform.id}` };
  const zig = await probes.zig();
  if (zig !== undefined) return { linker: { strategy: 'zig', zig } };
  return { reason: 'zig and cargo-zigbuild are not installed', hint: 'npx nx-cross setup' };
}

function holdsNoFloor(linker: string, floor: GlibcFloor): string {
  return `${linker} cannot hold the glibc floor ${renderGlibcFloor(floor)}`;
}
