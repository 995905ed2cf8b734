import { Failure, throwFailures } from '../../failure';
import { findPublishedNameProblem } from '../../archive';
import type { Release } from '../release';
import { renderInstallPs1 } from './install-ps1';
import { renderInstallSh } from './install-sh';
import { installablesOf } from './installable';

export const INSTALLER_NAMES = ['install.sh', 'install.ps1'] as const;

export interface Installer {
  readonly name: (typeof INSTALLER_NAMES)[number];
  readonly text: string;
}

/**
 * The scripts that install a release: one for the systems with a POSIX shell, one for Windows, each where the release has
 * something for it. `url` is where the release's files will be; it may say `{version}`.
 * Failure: `template-invalid` for a unit's name that a script cannot have.
 */
export function renderInstallers(release: Release, url: string): readonly Installer[] {
  const files = installablesOf(release);
  throwFailures([...new Set(files.map(({ unit }) => unit))].flatMap(checkUnitName));
  const { name, version } = release;
  const installation = { name, version, url: url.replaceAll('{version}', version).replace(/\/$/, '') };
  const windows = files.filter(({ os }) => os === 'windows');
  const others = files.filter(({ os }) => os !== 'windows');
  return [
    ...(others.length === 0 ? [] : [{ name: 'install.sh' as const, text: renderInstallSh(installation, others) }]),
    ...(windows.length === 0 ? [] : [{ name: 'install.ps1' as const, text: renderInstallPs1(installation, windows) }]),
  ];
}

function checkUnitName(unit: string): Failure[] {
  const problem = findPublishedNameProblem(unit);
  if (problem === undefined) return [];
  const message = `the unit's name ${JSON.stringify(unit)} ${problem}, and people write it to install it`;
  return [new Failure('template-invalid', { message, hint: 'change `name`' })];
}
