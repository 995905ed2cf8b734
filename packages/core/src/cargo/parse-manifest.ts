import { Failure, throwFailures } from '../failure';
import type { DeclaredBinary, Dependency, Inheritable, Manifest, PackageSection, WorkspaceSection } from './manifest';
import type { Toml } from './toml';
import { asString, asStrings, asTable, parseToml } from './toml';

/**
 * @param file Relative to the workspace's root, for messages.
 * @throws Failure `manifest-invalid` for what is not TOML, or no manifest; all mistakes that matter here at once.
 */
export function parseManifest(text: string, file: string): Manifest {
  const toml = parseToml(text, file);
  const mistakes: Failure[] = [];
  const invalid: Report = (message) => {
    mistakes.push(new Failure('manifest-invalid', { message, place: { file } }));
  };
  const packageTable = asTable(toml['package']) ?? asTable(toml['project']);
  const workspaceTable = asTable(toml['workspace']);
  if (packageTable === undefined && workspaceTable === undefined) {
    invalid('has neither a [package] nor a [workspace] section.');
  }
  const manifest: Manifest = {
    file,
    ...(packageTable === undefined ? {} : { package: parsePackage(packageTable, toml, invalid) }),
    ...(workspaceTable === undefined ? {} : { workspace: parseWorkspace(workspaceTable, invalid) }),
    dependencies: ['dependencies', 'build-dependencies'].flatMap((kind) => parseKind(toml, kind, invalid)),
    devDependencies: parseKind(toml, 'dev-dependencies', invalid),
    patches: parsePatches(toml),
    profiles: Object.keys(asTable(toml['profile']) ?? {}),
    toml,
  };
  throwFailures(mistakes);
  return manifest;
}

type Report = (message: string) => void;

function parsePackage(table: Toml, toml: Toml, invalid: Report): PackageSection {
  const name = asString(table['name']);
  if (name === undefined || name === '') invalid('`package.name` is missing.');
  const build: string | false | undefined = table['build'] === false ? false : asString(table['build']);
  const library = asTable(toml['lib']);
  return {
    name: name ?? '',
    ...optional('version', inheritable(table['version'])),
    ...optional('edition', inheritable(table['edition'])),
    ...optional<'build', string | false>('build', build),
    ...optional('links', asString(table['links'])),
    ...optional('autobins', typeof table['autobins'] === 'boolean' ? table['autobins'] : undefined),
    ...optional('workspace', path(table['workspace'])),
    ...optional(
      'library',
      library && { ...optional('name', asString(library['name'])), ...optional('path', path(library['path'])) },
    ),
    binaries: parseBinaries(toml['bin'], invalid),
    features: Object.fromEntries(
      Object.entries(asTable(toml['features']) ?? {}).map(([feature, enables]) => [feature, asStrings(enables) ?? []]),
    ),
  };
}

function parseBinaries(bins: unknown, invalid: Report): DeclaredBinary[] {
  if (bins === undefined) return [];
  if (!Array.isArray(bins)) {
    invalid('`bin` must be a list of tables: write [[bin]].');
    return [];
  }
  return bins.flatMap((bin, index) => {
    const table = asTable(bin);
    const name = asString(table?.['name']);
    if (name === undefined) {
      invalid(`[[bin]] number ${index + 1} has no \`name\`.`);
      return [];
    }
    return [
      {
        name,
        ...optional('path', path(table?.['path'])),
        requiredFeatures: asStrings(table?.['required-features']) ?? [],
      },
    ];
  });
}

function parseWorkspace(table: Toml, invalid: Report): WorkspaceSection {
  const inherited = asTable(table['package']);
  return {
    members: parsePaths(table['members'], 'workspace.members', invalid),
    exclude: parsePaths(table['exclude'], 'workspace.exclude', invalid),
    dependencies: parseDependencies(table['dependencies'], 'workspace.dependencies', invalid),
    ...optional('version', asString(inherited?.['version'])),
    ...optional('edition', asString(inherited?.['edition'])),
  };
}

function parsePaths(value: unknown, key: string, invalid: Report): string[] {
  if (value === undefined) return [];
  const paths = asStrings(value);
  if (paths === undefined) invalid(`\`${key}\` must be a list of strings.`);
  return (paths ?? []).map(withSlashes);
}

/** The tables of one kind, the package's own and those under `[target.…]`, in the older spelling with `_` too. */
function parseKind(toml: Toml, kind: string, invalid: Report): Dependency[] {
  const targets = Object.values(asTable(toml['target']) ?? {}).map((target) => asTable(target) ?? {});
  return [toml, ...targets].flatMap((table) =>
    [kind, ...(kind.includes('-') ? [kind.replace('-', '_')] : [])].flatMap((key) =>
      parseDependencies(table[key], key, invalid),
    ),
  );
}

function parseDependencies(value: unknown, where: string, invalid: Report): Dependency[] {
  if (value === undefined) return [];
  const table = asTable(value);
  if (table === undefined) {
    invalid(`\`${where}\` must be a table.`);
    return [];
  }
  return Object.entries(table).map(([key, entry]) => {
    const detail = asTable(entry);
    return {
      key,
      package: asString(detail?.['package']) ?? key,
      ...optional('path', path(detail?.['path'])),
      inherited: detail?.['workspace'] === true,
    };
  });
}

function parsePatches(toml: Toml): { package: string; path: string }[] {
  const tables = [...Object.values(asTable(toml['patch']) ?? {}), toml['replace']];
  return tables.flatMap((table) =>
    Object.entries(asTable(table) ?? {}).flatMap(([key, entry]) => {
      const where = path(asTable(entry)?.['path']);
      // A key of [replace] has a version behind the name: `foo:0.1.0`, `foo@0.1.0`.
      const name = asString(asTable(entry)?.['package']) ?? key.replace(/[:@].*$/, '');
      return where === undefined ? [] : [{ package: name, path: where }];
    }),
  );
}

function inheritable(value: unknown): Inheritable | undefined {
  return asTable(value)?.['workspace'] === true ? { workspace: true } : asString(value);
}

function path(value: unknown): string | undefined {
  const text = asString(value);
  return text === undefined ? undefined : withSlashes(text);
}

/** Manifests written on Windows may have `path = "..\\lib"`, which cargo takes there. */
function withSlashes(text: string): string {
  return text.replaceAll('\\', '/');
}

/** The key with its value, or nothing. */
function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
}
