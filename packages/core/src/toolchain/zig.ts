import { delimiter, dirname, join } from 'node:path';
import type { Host } from './host';
import { pinnedFolder, readPinned } from './pinned';
import type { Tool } from './tool';

/** zig and the cargo subcommand that links with it. */
export interface ZigTools {
  readonly zig: Tool;
  readonly cargoZigbuild: Tool;
  /** Folders that go before PATH, so that cargo-zigbuild finds this zig and no other: it asks `python3 -m ziglang` first. */
  readonly pathPrefix: readonly string[];
}

/** Setup's pinned pair if it is installed, else what PATH has. */
export async function probeZig(host: Host): Promise<ZigTools | undefined> {
  return pinnedZig(host) ?? (await probeZigOnPath(host));
}

function pinnedZig(host: Host): ZigTools | undefined {
  const folder = pinnedFolder(host);
  const pinned = readPinned(folder);
  if (pinned === undefined) return undefined;
  const bin = join(folder, host.os === 'windows' ? 'Scripts' : 'bin');
  const suffix = host.os === 'windows' ? '.exe' : '';
  return {
    zig: { name: 'zig', path: join(bin, `python3${suffix}`), version: pinned.zig },
    cargoZigbuild: {
      name: 'cargo-zigbuild',
      path: join(bin, `cargo-zigbuild${suffix}`),
      version: pinned.cargoZigbuild,
    },
    pathPrefix: [bin],
  };
}

/** PATH's pair: that of a machine that was not set up, or of an image. */
export async function probeZigOnPath(host: Host): Promise<ZigTools | undefined> {
  const cargoZigbuild = await host.which('cargo-zigbuild');
  if (cargoZigbuild === undefined) return undefined;
  const [zig, zigbuildVersion] = await Promise.all([probeZigItself(host), host.run([cargoZigbuild, '--version'])]);
  if (zig === undefined || zigbuildVersion.exitCode !== 0) return undefined;
  return {
    zig,
    cargoZigbuild: {
      name: 'cargo-zigbuild',
      path: cargoZigbuild,
      version: zigbuildVersion.stdout.trim().split(' ').pop() ?? '',
    },
    pathPrefix: [dirname(cargoZigbuild)],
  };
}

/** In the order in which cargo-zigbuild looks: the Python package first, then a zig of its own. */
async function probeZigItself(host: Host): Promise<Tool | undefined> {
  const python = await host.which('python3');
  if (python !== undefined) {
    const answer = await host.run([python, '-m', 'ziglang', 'version']);
    if (answer.exitCode === 0) return { name: 'zig', path: python, version: answer.stdout.trim() };
  }
  const zig = await host.which('zig');
  if (zig === undefined) return undefined;
  const answer = await host.run([zig, 'version']);
  return answer.exitCode === 0 ? { name: 'zig', path: zig, version: answer.stdout.trim() } : undefined;
}

/** PATH with the pair's folders first. */
export function pathWith(zig: ZigTools, path: string | undefined): string {
  return [...zig.pathPrefix, ...(path === undefined || path === '' ? [] : [path])].join(delimiter);
}
