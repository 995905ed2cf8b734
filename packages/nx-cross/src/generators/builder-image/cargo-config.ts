import type { Platform } from '@nx-cross/core/platform';
import { linkerTable } from '@nx-cross/core/platform';
import type { BuilderChoices } from './choices';

/**
 * For a cargo that is started by hand in the image; nx-cross names the linker itself. x86_64 Linux has no row: naming the
 * gcc there would turn off the linker that Rust brings, and builds would not be those of a cargo without the table.
 */
export function renderCargoConfig(platforms: readonly Platform[], { linkers }: BuilderChoices): string {
  const rows = platforms.flatMap((platform) => {
    const row = linkers.includes('gcc') ? linkerTable(platform).gcc : undefined;
    if (row === undefined || platform.id === 'x86_64-unknown-linux-gnu') return [];
    return [`[target.${platform.id}]\nlinker = "${row.program}"\n\n`];
  });
  return `# Which gcc links for a platform, for a cargo that is run by hand in the image: cargo zigbuild and nx-cross choose themselves.\n\n${rows.join('')}`;
}
