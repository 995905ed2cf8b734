import { resolveArchiveStem } from '../archive';
import type { Platform } from '../platform';
import { findPlatform } from '../platform';
import type { ArchiveOptions } from '../unit';
import { ARCHIVE_DEFAULTS } from '../unit';
import type { BinstallPlan, BinstallValues } from './binstall';
import { planBinstall, renderBinstall } from './binstall';

const NAMES = ['linux-x86_64', 'linux-aarch64-musl', 'darwin-aarch64', 'windows-x86_64'];
const PLATFORMS = NAMES.map((name) => findPlatform(name)!);

const optionsFor = ({ os }: Platform, more: Partial<ArchiveOptions>): ArchiveOptions => {
  return { ...ARCHIVE_DEFAULTS, format: os === 'windows' ? 'zip' : 'tar.gz', files: [], ...more };
};

function plan(more: Partial<ArchiveOptions>, tagTemplate = 'v{version}'): BinstallPlan {
  const platforms = PLATFORMS.map((platform) => ({ platform, options: optionsFor(platform, more) }));
  return planBinstall({ unit: 'acme-server', repository: '{ repo }', tagTemplate, platforms });
}

/** As binstall does: an exact target's values before the common ones, then each `{ name }` (its SUPPORT.md). */
function resolve({ common, overrides }: BinstallPlan, { id, executableSuffix }: Platform): BinstallValues {
  const merged = { ...common, ...new Map(overrides).get(id) };
  const known: Readonly<Record<string, string>> = {
    repo: 'https://github.com/acme/tools',
    version: '1.2.3',
    target: id,
    bin: 'server',
    'binary-ext': executableSuffix,
  };
  const put = (text: string) => text.replace(/\{ ([^}]*) \}/g, (_, name: string) => known[name] ?? `no ${name}`);
  return Object.fromEntries(Object.entries(merged).map(([key, value]) => [key, put(String(value))]));
}

describe('what cargo-binstall is told', () => {
  it.each<[string, Partial<ArchiveOptions>, string]>([
    ['as it is by default', {}, 'v{version}'],
    ['named by the triple', { name: '{unit}-{triple}' }, '{name}/v{version}'],
    ['in a folder', { wrapInDirectory: true }, 'server-v{version}'],
    ['in a folder named by the triple', { wrapInDirectory: true, name: '{unit}-{triple}-v{version}' }, 'v{version}'],
    ['with another name of the program', { binaryName: 'acme-{binary}' }, 'v{version}'],
    ['as a bare program', { format: 'binary' }, 'v{version}'],
  ])('leads to the archive %s, on every platform', (_, more, tag) => {
    const template = tag.replaceAll('{name}', 'server');
    for (const platform of PLATFORMS) {
      const options = optionsFor(platform, more);
      const stem = resolveArchiveStem(options.name, { unit: 'acme-server', version: '1.2.3', platform });
      const isBare = options.format === 'binary';
      const file = stem + (isBare ? platform.executableSuffix : `.${options.format}`);
      const program = `${isBare ? 'server' : options.binaryName.replace('{binary}', 'server')}${platform.executableSuffix}`;
      expect(resolve(plan(more, template), platform)).toEqual({
        'pkg-url': `https://github.com/acme/tools/releases/download/${template.replace('{version}', '1.2.3')}/${file}`,
        'bin-dir': options.wrapInDirectory ? `${stem}/${program}` : program,
        'pkg-fmt': { 'tar.gz': 'tgz', zip: 'zip', binary: 'bin' }[options.format],
      });
    }
  });

  it.each([{}, { name: '{unit}-{os}-{arch}' }])('leads nowhere for a target that the release does not have', (more) => {
    expect(resolve(plan(more), findPlatform('freebsd-x86_64')!)).not.toHaveProperty('pkg-url');
  });

  it('is one table where the triple is in the name, and one more for Windows', () => {
    expect(renderBinstall(plan({ name: '{unit}-{triple}' }))).toBe(`[package.metadata.binstall]
pkg-url = "{ repo }/releases/download/v{ version }/acme-server-{ target }.tar.gz"
bin-dir = "{ bin }{ binary-ext }"
pkg-fmt = "tgz"

[package.metadata.binstall.overrides.x86_64-pc-windows-gnu]
pkg-url = "{ repo }/releases/download/v{ version }/acme-server-{ target }.zip"
pkg-fmt = "zip"
`);
  });
});
