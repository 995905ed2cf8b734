import { existsSync } from 'node:fs';
import type { Architecture, Platform } from '../platform';
import type { Host, ToolIdentity } from '../toolchain';

/** What starts a program of a platform on this machine. */
export interface Runner {
  readonly kind: 'native' | 'qemu' | 'wine';
  /** Goes before the program. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Why nothing here can start the platform's programs, and the line that mends it, where there is one. */
export interface NoRunner {
  readonly reason: string;
  readonly hint?: string;
}

/** qemu-user's word for an architecture, and the folder where Debian's cross libc lies. */
const QEMU: Partial<Record<Architecture, { readonly name: string; readonly sysroot: string; readonly libc: string }>> =
  {
    aarch64: { name: 'aarch64', sysroot: '/usr/aarch64-linux-gnu', libc: 'libc6-arm64-cross' },
    armv7: { name: 'arm', sysroot: '/usr/arm-linux-gnueabihf', libc: 'libc6-armhf-cross' },
    arm: { name: 'arm', sysroot: '/usr/arm-linux-gnueabi', libc: 'libc6-armel-cross' },
    i686: { name: 'i386', sysroot: '/usr/i686-linux-gnu', libc: 'libc6-i386-cross' },
    riscv64: { name: 'riscv64', sysroot: '/usr/riscv64-linux-gnu', libc: 'libc6-riscv64-cross' },
    powerpc64le: { name: 'ppc64le', sysroot: '/usr/powerpc64le-linux-gnu', libc: 'libc6-ppc64el-cross' },
    s390x: { name: 's390x', sysroot: '/usr/s390x-linux-gnu', libc: 'libc6-s390x-cross' },
  };

/** Debian's wine64 package puts no program on PATH. */
const WINE_PROGRAMS = ['wine64', 'wine'];
const DEBIAN_WINE = '/usr/lib/wine/wine64';

/**
 * Debian's packages of what runs a platform's programs, on a machine with Linux on x86_64; `undefined` where nothing there
 * runs them.
 */
export function runnerPackages({ os, architecture, libc }: Platform): readonly string[] | undefined {
  if (architecture === 'x86_64' && os === 'linux') return [];
  if (architecture === 'x86_64' && os === 'windows') return ['wine64'];
  const row = os === 'linux' ? QEMU[architecture] : undefined;
  if (row === undefined) return undefined;
  return libc === 'musl' ? ['qemu-user-static'] : ['qemu-user-static', row.libc];
}

/** What the runner says of itself; a program that starts by itself needs none. */
export async function identifyRunner(host: Host, { kind, argv }: Runner): Promise<readonly ToolIdentity[]> {
  const [program] = argv;
  if (program === undefined) return [];
  const answer = await host.run([program, '--version']);
  return [{ name: kind, version: answer.stdout.split('\n', 1)[0]?.trim() ?? '' }];
}

export async function findRunner(host: Host, platform: Platform): Promise<Runner | NoRunner> {
  if (platform.os === host.os && platform.architecture === host.architecture) {
    return { kind: 'native', argv: [], env: {} };
  }
  if (platform.os === 'linux' && host.os === 'linux') return findQemu(host, platform);
  if (platform.os === 'windows' && platform.architecture === 'x86_64' && host.os === 'linux') return findWine(host);
  return { reason: `nothing on ${host.os} runs programs for ${platform.friendly}` };
}

async function findQemu(host: Host, platform: Platform): Promise<Runner | NoRunner> {
  const row = QEMU[platform.architecture];
  if (row === undefined) return { reason: `no qemu is known for ${platform.architecture}` };
  const program = (await host.which(`qemu-${row.name}-static`)) ?? (await host.which(`qemu-${row.name}`));
  if (program === undefined) {
    return { reason: `qemu-${row.name}-static is not on PATH`, hint: 'sudo apt-get install qemu-user-static' };
  }
  if (platform.libc === 'musl') return { kind: 'qemu', argv: [program], env: {} };
  if (!existsSync(row.sysroot)) {
    return { reason: `there is no ${row.sysroot} with the platform's libc`, hint: `sudo apt-get install ${row.libc}` };
  }
  return { kind: 'qemu', argv: [program, '-L', row.sysroot], env: {} };
}

async function findWine(host: Host): Promise<Runner | NoRunner> {
  const found = await Promise.all(WINE_PROGRAMS.map((name) => host.which(name)));
  const program = found.find((path) => path !== undefined) ?? (existsSync(DEBIAN_WINE) ? DEBIAN_WINE : undefined);
  if (program === undefined) return { reason: 'wine is not installed', hint: 'sudo apt-get install wine64' };
  // wine narrates what it cannot do; what is tested is the program.
  return { kind: 'wine', argv: [program], env: { WINEDEBUG: '-all' } };
}
