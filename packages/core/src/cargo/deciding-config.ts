import { sep } from 'node:path';
import { digestOf } from '../artifact/digest';
import type { Sha256 } from '../artifact/record';
import type { ConfigFile } from './config';
import type { Toml } from './toml';
import { asTable } from './toml';

/**
 * Tables that decide no bytes: the way to registries and their tokens, how cargo looks and what it keeps. A table that is
 * not known here counts. https://doc.rust-lang.org/cargo/reference/config.html
 */
const HARMLESS = [
  'alias',
  'cache',
  'cargo-new',
  'credential-alias',
  'doc',
  'future-incompat-report',
  'http',
  // The included files are read as files of their own.
  'include',
  'install',
  'net',
  'registries',
  'registry',
  // What replaces a source must have the same checksums.
  'source',
  'term',
];

/** Of [build]: places, speed, documentation, what each of our calls sets, and compiler caches, which give what rustc gives. */
const HARMLESS_OF_BUILD = [
  'build-dir',
  'dep-info-basedir',
  'incremental',
  'jobs',
  'rustc-wrapper',
  'rustc-workspace-wrapper',
  'rustdoc',
  'rustdocflags',
  'target',
  'target-dir',
  'warnings',
];

const HARMLESS_OF_TARGET = ['runner', 'rustdocflags'];

/** The part of a configuration that decides what is built; empty where none does. */
export function decidingConfig(toml: Toml): Toml {
  const { build, target, ...rest } = omit(toml, HARMLESS);
  const targets = Object.entries(asTable(target) ?? {}).map(
    ([key, table]) => [key, omit(asTable(table) ?? {}, HARMLESS_OF_TARGET)] as const,
  );
  return withoutEmpty({
    ...rest,
    build: omit(asTable(build) ?? {}, HARMLESS_OF_BUILD),
    target: withoutEmpty(Object.fromEntries(targets)),
  });
}

/**
 * Of the configuration that cargo reads and no hash sees as files: cargo home's, that of folders above the workspace, and
 * what a file of the workspace includes. Names no path, so that it is the same on machines where it says the same; absent where it decides
 * nothing.
 *
 * @param sources All files that cargo reads, the nearest first.
 * @param workspaceRoot Absolute.
 */
export function outsideConfigDigest(sources: readonly ConfigFile[], workspaceRoot: string): Sha256 | undefined {
  const deciding = sources
    .filter(({ file }) => !isHashed(file, workspaceRoot))
    .map(({ toml }) => decidingConfig(toml))
    .filter((table) => Object.keys(table).length > 0);
  return deciding.length === 0 ? undefined : digestOf(deciding);
}

/** The files of these names are inputs of each compile. */
function isHashed(file: string, workspaceRoot: string): boolean {
  const isInside = file.startsWith(workspaceRoot.endsWith(sep) ? workspaceRoot : workspaceRoot + sep);
  return isInside && /[\\/]\.cargo[\\/]config(\.toml)?$/.test(file);
}

function omit(table: Toml, keys: readonly string[]): Toml {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));
}

function withoutEmpty(table: Toml): Toml {
  return Object.fromEntries(
    Object.entries(table).filter(
      ([, value]) => asTable(value) === undefined || Object.keys(asTable(value) ?? {}).length > 0,
    ),
  );
}
