/** The platforms that have a name, from core's own tables. */
import { createRequire } from 'node:module';
import { renderTable } from './sections.mjs';

const { KNOWN_PLATFORMS, linkerTable } = createRequire(import.meta.url)('@nx-cross/core/platform');

export function renderLinkers() {
  return renderTable(['friendly name', 'target triple', 'zig', 'gcc'], KNOWN_PLATFORMS.filter(canLink).map(linkerRow));
}

function canLink(platform) {
  const { gcc, zig } = linkerTable(platform);
  return gcc !== undefined || zig !== undefined;
}

function linkerRow(platform) {
  const { gcc, zig } = linkerTable(platform);
  return [
    platform.friendly,
    `\`${platform.id}\``,
    zig === undefined ? '' : `\`${zig.target}\``,
    gcc === undefined ? '' : `\`${gcc.program}\``,
  ];
}

/** Those that nothing links for from another machine, with the reasons that a build would give. */
export function renderWithoutLinker() {
  const rows = KNOWN_PLATFORMS.filter((platform) => !canLink(platform)).map((platform) => {
    const { absent } = linkerTable(platform);
    return [platform.friendly, `\`${platform.id}\``, `zig: ${absent.zig}; gcc: ${absent.gcc}`];
  });
  return renderTable(['friendly name', 'target triple', 'why'], rows);
}

export function renderEcosystemNames() {
  const rows = KNOWN_PLATFORMS.map(({ friendly, names: { go, npm, wheel, oci, terraform, debian } }) => [
    friendly,
    go === undefined ? '' : [`${go.os}/${go.arch}`, ...(go.arm === undefined ? [] : [`GOARM=${go.arm}`])].join(' '),
    npm === undefined ? '' : [npm.os, npm.cpu, ...(npm.libc === undefined ? [] : [npm.libc])].join(' '),
    ...[wheel, oci, terraform, debian].map((name) => name ?? ''),
  ]);
  return renderTable(['friendly name', 'Go', 'npm: os cpu libc', 'wheel tag', 'OCI', 'Terraform', 'Debian'], rows);
}
