import { renderTemplate } from '../archive';
import type { Platform, PlatformId } from '../platform';
import type { ArchiveOptions } from '../unit';

/** Where cargo-binstall finds a unit's programs; keys as `[package.metadata.binstall]` has them. */
export interface BinstallValues {
  readonly 'pkg-url'?: string;
  readonly 'bin-dir'?: string;
  readonly 'pkg-fmt'?: string;
}

export interface BinstallPlan {
  readonly common: BinstallValues;
  readonly overrides: readonly (readonly [PlatformId, BinstallValues])[];
}

export interface BinstallRequest {
  readonly unit: string;
  /** `https://github.com/owner/name`, or binstall's `{ repo }`. */
  readonly repository: string;
  /** `v{version}` */
  readonly tagTemplate: string;
  readonly platforms: readonly { readonly platform: Platform; readonly options: ArchiveOptions }[];
}

/** What binstall puts in itself, as its documentation (SUPPORT.md) names it. */
const VERSION = '{ version }';
const TARGET = '{ target }';
const PROGRAM = '{ bin }{ binary-ext }';

const FORMATS = { 'tar.gz': 'tgz', zip: 'zip', binary: 'bin' } as const;
const KEYS = ['pkg-url', 'bin-dir', 'pkg-fmt'] as const;

/**
 * What holds for every target, and what for one alone. An address without the target in it is one target's: for another, which
 * the release does not have, it would bring a program of the wrong system. Failure: `template-invalid`.
 */
export function planBinstall(request: BinstallRequest): BinstallPlan {
  const all = request.platforms.map(
    ({ platform, options }) => [platform.id, valuesFor(request, platform, options)] as const,
  );
  const [first] = all;
  const shared = KEYS.filter((key) =>
    isForAll(
      key,
      all.map(([, values]) => values[key]),
    ),
  );
  const common = Object.fromEntries(shared.flatMap((key) => (first === undefined ? [] : [[key, first[1][key]]])));
  const overrides = all.map(([id, values]) => {
    const own = KEYS.filter((key) => values[key] !== common[key]).map((key) => [key, values[key]]);
    return [id, Object.fromEntries(own) as BinstallValues] as const;
  });
  return { common, overrides: overrides.filter(([, values]) => Object.keys(values).length > 0) };
}

function isForAll(key: (typeof KEYS)[number], values: readonly string[]): boolean {
  const namesTarget = values[0]?.includes(TARGET) === true;
  if (key === 'pkg-url') return namesTarget;
  return namesTarget || key === 'pkg-fmt' || new Set(values).size === 1;
}

function valuesFor({ unit, repository, tagTemplate }: BinstallRequest, platform: Platform, options: ArchiveOptions) {
  const { friendly, os, architecture, executableSuffix } = platform;
  const values = { unit, version: VERSION, platform: friendly, triple: TARGET, os, arch: architecture };
  const stem = renderTemplate(options.name, values);
  const program = renderTemplate(options.binaryName, { ...values, binary: '{ bin }' });
  const suffix = options.format === 'binary' ? executableSuffix : `.${options.format}`;
  const folder = options.wrapInDirectory && options.format !== 'binary' ? `${stem}/` : '';
  return {
    'pkg-url': `${repository}/releases/download/${tagTemplate.replace('{version}', VERSION)}/${stem}${suffix}`,
    'bin-dir': options.format === 'binary' ? PROGRAM : `${folder}${program}{ binary-ext }`,
    'pkg-fmt': FORMATS[options.format],
  };
}

/** The tables of a Cargo.toml. */
export function renderBinstall({ common, overrides }: BinstallPlan): string {
  const root = 'package.metadata.binstall';
  const tables = [
    [root, common] as const,
    ...overrides.map(([id, values]) => [`${root}.overrides.${id}`, values] as const),
  ];
  return tables
    .filter(([, values]) => Object.keys(values).length > 0)
    .map(([name, values]) => {
      // A JSON string is a TOML string.
      const lines = Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
      return `[${name}]\n${lines.join('')}`;
    })
    .join('\n');
}
