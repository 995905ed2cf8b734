import type { PassedOver } from '../artifact/record';
import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform/platform';
import { linkerTable, renderGlibcFloor } from '../platform';
import type { Host } from '../toolchain/host';
import type { Tool } from '../toolchain/tool';
import type { ZigTools } from '../toolchain/zig';
import type { LinkerStrategy } from '../unit/unit';

/** What the machine has to link with; each is asked only when its turn comes. */
export interface LinkerProbes {
  readonly hostOs: Host['os'];
  /** rustc's own host triple. */
  readonly hostTriple: string;
  zig(): Promise<ZigTools | undefined>;
  gcc(program: string): Promise<Tool | undefined>;
}

export type ChosenLinker =
  | { readonly strategy: 'native' }
  | { readonly strategy: 'gcc'; readonly gcc: Tool }
  | { readonly strategy: 'zig'; readonly zig: ZigTools };

interface Asked {
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly wanted: 'auto' | readonly LinkerStrategy[];
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

function tryNative({ platform, floor }: Asked, probes: LinkerProbes): Tried {
  // Apple's own clang links for both of its architectures.
  const ownSystem = platform.os === 'darwin' && probes.hostOs === 'darwin';
  if (platform.id !== probes.hostTriple && !ownSystem) return { reason: `the host is ${probes.hostTriple}` };
  if (floor !== undefined) return { reason: holdsNoFloor('the host’s linker', floor) };
  return { linker: { strategy: 'native' } };
}

async function tryGcc({ platform, floor }: Asked, probes: LinkerProbes): Promise<Tried> {
  const row = linkerTable(platform).gcc;
  if (row === undefined) return { reason: `no gcc links for ${platform.os}` };
  if (floor !== undefined) return { reason: holdsNoFloor(row.program, floor) };
  const gcc = await probes.gcc(row.program);
  if (gcc !== undefined) return { linker: { strategy: 'gcc', gcc } };
  return { reason: `${row.program} is not on PATH`, hint: gccHint(row, probes.hostOs) };
}

function gccHint(row: { readonly program: string; readonly debianPackage?: string }, os: Host['os']): string {
  return os === 'linux' && row.debianPackage !== undefined
    ? `sudo apt-get install ${row.debianPackage}`
    : `Install a compiler that is called ${row.program} and put it on PATH.`;
}

async function tryZig({ platform }: Asked, probes: LinkerProbes): Promise<Tried> {
  if (linkerTable(platform).zig === undefined) return { reason: `zig does not link for ${platform.id}` };
  const zig = await probes.zig();
  if (zig !== undefined) return { linker: { strategy: 'zig', zig } };
  return { reason: 'zig and cargo-zigbuild are not installed', hint: 'npx nx-cross setup' };
}

function holdsNoFloor(linker: string, floor: GlibcFloor): string {
  return `${linker} cannot hold the glibc floor ${renderGlibcFloor(floor)}`;
}
