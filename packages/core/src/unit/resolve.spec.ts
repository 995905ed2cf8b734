import type { Failure } from '../failure';
import { renderFailure } from '../failure';
import type { PlatformId } from '../platform';
import { findPlatform, parseWorkspaceOptions, renderGlibcFloor } from '../platform';
import { floorOf } from './floor';
import { resolveUnitOptions } from './resolve-options';
import { describesUnit, resolveRelease, resolveUnitName, resolveUnitPlatforms } from './resolve-unit';
import type { UnitFile } from './schema';

const workspace = parseWorkspaceOptions(
  {
    platforms: ['linux-x86_64', 'linux-aarch64.2.28', 'linux-x86_64-musl', 'darwin-aarch64', 'windows-x86_64'],
    groups: { desktop: ['darwin-*', 'windows-*'] },
  },
  { file: 'nx.json', readText: () => undefined },
);
const host = 'x86_64-unknown-linux-gnu' as PlatformId;

function optionsOf(unit: UnitFile, friendly: string) {
  const platform = findPlatform(friendly)!;
  return resolveUnitOptions(unit, { platform, workspace, host, defaultCrate: 'server', file: 'nx-cross.json' });
}

function failureOf(work: () => unknown): string {
  try {
    return JSON.stringify(work());
  } catch (error) {
    return renderFailure(error as Failure);
  }
}

describe('resolveUnitOptions', () => {
  it('fills in every default', () => {
    expect(optionsOf({}, 'linux-x86_64')).toEqual({
      compile: {
        crates: { server: [] },
        profile: 'release',
        features: [],
        defaultFeatures: true,
        strategy: 'auto',
        environments: ['host'],
        images: [],
        rustflags: [],
        targetFeatures: [],
        env: {},
        passEnv: [],
        embeds: {},
        timeout: 1800,
        tools: [],
      },
      strip: { enabled: true, splitSymbols: false },
      verify: { allowedLibraries: [], buildPaths: false },
      smoke: { arguments: ['--version'], required: false, version: false, timeout: 60 },
      archive: {
        format: 'tar.gz',
        name: '{unit}-v{version}-{platform}',
        binaryName: '{binary}',
        wrapInDirectory: false,
        files: [],
        from: 'verify',
      },
    });
    expect(optionsOf({}, 'windows-x86_64').archive.format).toBe('zip');
  });

  it('takes all that is written', () => {
    const unit: UnitFile = {
      crates: { a: ['x'], b: [] },
      profile: 'dist',
      features: ['f'],
      defaultFeatures: false,
      locked: true,
      strategy: ['zig'],
      toolchain: '1.95.0',
      rustflags: ['-g'],
      lto: 'thin',
      codegenUnits: 1,
      optLevel: 's',
      targetCpu: 'x86-64-v2',
      targetFeatures: ['+crt-static'],
      panic: 'abort',
      env: { A: '1' },
      passEnv: ['B'],
      embeds: { version: 'V' },
      timeout: 60,
      glibc: '2.31',
      buildStd: ['std'],
      sdk: { path: 'sdk', sha256: '0'.repeat(64) },
      tools: ['protoc'],
      strip: { splitSymbols: true },
      verify: {
        maximumGlibc: '2.28',
        static: false,
        allowedLibraries: ['libz*'],
        minimumMacos: '12.0',
        buildPaths: true,
      },
      smoke: { arguments: ['-V'], required: ['linux-*'], version: true, timeout: 5 },
      archive: { format: 'zip', name: '{unit}', files: ['a', { from: 'b', to: 'c', mode: '0755' }], from: 'sign' },
    };
    const { crates, profile, features, defaultFeatures, locked, strategy, toolchain, rustflags, lto } = unit;
    const { codegenUnits, optLevel, targetCpu, targetFeatures, panic, env, passEnv, embeds, buildStd, sdk } = unit;
    expect(optionsOf(unit, 'linux-aarch64')).toEqual({
      floor: { major: 2, minor: 31 },
      compile: {
        ...{ environments: ['host'], images: [] },
        ...{ crates, profile, features, defaultFeatures, locked, strategy, toolchain, rustflags, lto },
        ...{ codegenUnits, optLevel, targetCpu, targetFeatures, panic, env, passEnv, embeds, buildStd, sdk },
        timeout: 60,
        glibc: { major: 2, minor: 31 },
        tools: ['protoc'],
      },
      strip: { enabled: true, splitSymbols: true },
      verify: {
        maximumGlibc: { major: 2, minor: 28 },
        static: false,
        allowedLibraries: ['libz*'],
        minimumMacos: '12.0',
        buildPaths: true,
      },
      smoke: { arguments: ['-V'], required: true, version: true, timeout: 5 },
      archive: {
        format: 'zip',
        name: '{unit}',
        binaryName: '{binary}',
        wrapInDirectory: false,
        files: [
          { from: 'a', mode: 0o644 },
          { from: 'b', to: 'c', mode: 0o755 },
        ],
        from: 'sign',
      },
    });
  });

  it('applies overrides in the order of the file: sections and env key by key, all else whole', () => {
    const unit: UnitFile = {
      profile: 'release',
      features: ['base'],
      env: { A: 'file', B: 'file' },
      strip: { splitSymbols: true },
      archive: { name: '{unit}', format: 'tar.gz' },
      overrides: {
        'linux-*': {
          profile: 'linux',
          features: ['linux'],
          env: { B: 'linux', C: 'linux' },
          archive: { format: 'zip' },
        },
        'aarch64-unknown-linux-gnu': { profile: 'arm', strip: { enabled: false } },
        desktop: { profile: 'desktop', features: [] },
        'darwin-aarch64': { strategy: ['zig'] },
      },
    };
    expect(optionsOf(unit, 'linux-aarch64')).toMatchObject({
      compile: { profile: 'arm', features: ['linux'], env: { A: 'file', B: 'linux', C: 'linux' }, strategy: 'auto' },
      strip: { enabled: false, splitSymbols: true },
      archive: { name: '{unit}', format: 'zip' },
    });
    expect(optionsOf(unit, 'darwin-aarch64')).toMatchObject({
      compile: { profile: 'desktop', features: [], env: { A: 'file', B: 'file' }, strategy: ['zig'] },
      strip: { enabled: true, splitSymbols: true },
      archive: { format: 'tar.gz' },
    });
    // Later in the file wins, however exact the earlier one is.
    const reversed: UnitFile = { overrides: { 'linux-aarch64': { profile: 'arm' }, 'linux-*': { profile: 'linux' } } };
    expect(optionsOf(reversed, 'linux-aarch64').compile.profile).toBe('linux');
  });

  it('needs a crate', () => {
    const context = { platform: findPlatform('linux-x86_64')!, workspace, file: 'apps/a/nx-cross.json' };
    expect(failureOf(() => resolveUnitOptions({ crates: {} }, context))).toBe(
      'nx-cross config-invalid: apps/a/nx-cross.json: there is no crate beside this file, and `crates` names none\n  → write "crates": { "<crate>": ["<binary>"] }',
    );
  });
});

describe('floorOf', () => {
  it.each<[string, string, string | undefined, string | undefined, string]>([
    ['the oldest of Rust for a cross platform', 'linux-aarch64', undefined, undefined, '2.17'],
    ['the oldest of its architecture', 'linux-riscv64', undefined, undefined, '2.27'],
    ['the oldest of its architecture', 'linux-loongarch64', undefined, undefined, '2.36'],
    ['none for the host', 'linux-x86_64', undefined, undefined, 'none'],
    ['the workspace’s, also for the host', 'linux-x86_64', undefined, '2.28', '2.28'],
    ['the unit’s before the workspace’s', 'linux-aarch64', '2.31', '2.28', '2.31'],
    ['none where the unit says so', 'linux-aarch64', 'none', '2.28', 'none'],
    ['the nearest that the architecture can have', 'linux-riscv64', '2.17', undefined, '2.27'],
    ['none without glibc', 'linux-x86_64-musl', '2.17', undefined, 'none'],
    ['none without glibc', 'darwin-aarch64', '2.17', undefined, 'none'],
  ])('%s: %s, unit %s, workspace %s: %s', (_title, friendly, unit, asked, expected) => {
    const version = (text: string) => ({ major: 2, minor: Number(text.slice(2)) });
    const floor = floorOf({
      platform: findPlatform(friendly)!,
      host,
      ...(unit === undefined ? {} : { unit: unit === 'none' ? unit : version(unit) }),
      ...(asked === undefined ? {} : { workspace: version(asked) }),
    });
    expect(floor === undefined ? 'none' : renderGlibcFloor(floor)).toBe(expected);
  });

  it('is what a unit’s options say', () => {
    expect(optionsOf({}, 'linux-aarch64').floor).toEqual({ major: 2, minor: 28 });
    expect(optionsOf({ overrides: { 'linux-*': { glibc: '2.31' } } }, 'linux-aarch64').floor).toEqual({
      major: 2,
      minor: 31,
    });
    expect(optionsOf({}, 'linux-x86_64').floor).toBeUndefined();
  });
});

it.each<[UnitFile, string]>([
  [{}, 'linux-x86_64 linux-aarch64 linux-x86_64-musl darwin-aarch64 windows-x86_64'],
  [{ exclude: ['*-musl', 'desktop'] }, 'linux-x86_64 linux-aarch64'],
])('a unit %j ships for %s', (unit, expected) => {
  expect(
    resolveUnitPlatforms(unit, workspace)
      .map(({ platform }) => platform.friendly)
      .join(' '),
  ).toBe(expected);
});

describe('what a file describes', () => {
  it.each<[UnitFile, boolean]>([
    [{}, true],
    [{ name: 'a' }, true],
    [{ release: {} }, true],
    [{ $schema: 's', release: { units: ['a'] }, targets: { publish: 'p' } }, false],
    [{ crates: { a: [] }, release: { units: ['.', 'a'] } }, true],
  ])('%j is a unit: %s', (file, expected) => {
    expect(describesUnit(file)).toBe(expected);
  });

  it('is called by its name, or by its only crate', () => {
    const context = { file: 'nx-cross.json', defaultCrate: 'server' };
    expect(resolveUnitName({ name: 'a' }, context)).toBe('a');
    expect(resolveUnitName({}, context)).toBe('server');
    expect(resolveUnitName({ crates: { cli: [] } }, context)).toBe('cli');
    expect(failureOf(() => resolveUnitName({ crates: { a: [], b: [] } }, context))).toBe(
      'nx-cross config-invalid: nx-cross.json: `name` is missing: a unit of several crates needs a name of its own\n  → write "name": "<name of the release unit>"',
    );
  });
});

describe('resolveRelease', () => {
  const context = { projectRoot: 'apps/server', projectName: 'server-project', file: 'nx-cross.json' };

  it('makes a lone unit a release of its own', () => {
    expect(resolveRelease({}, { ...context, unitName: 'server' })).toEqual({
      name: 'server',
      units: ['apps/server'],
      channels: [{ channel: 'directory' }],
      sidecars: false,
      manifestText: false,
    });
  });

  it('takes what is written, roots as Nx writes them', () => {
    const release = {
      units: ['./cli', 'backend/', '.'],
      channels: [{ channel: 'directory' as const, path: 'out' }],
      sidecars: true,
      manifestText: true,
    };
    expect(resolveRelease({ release }, context)).toEqual({
      name: 'server-project',
      units: ['cli', 'backend', '.'],
      channels: [{ channel: 'directory', path: 'out' }],
      sidecars: true,
      manifestText: true,
    });
    expect(resolveRelease({ release: { name: 'acme' } }, context).name).toBe('acme');
  });

  it('refuses a unit that is named twice', () => {
    expect(failureOf(() => resolveRelease({ release: { units: ['cli', './cli'] } }, context))).toBe(
      'nx-cross config-invalid: nx-cross.json: `release.units` names the project at "cli" twice',
    );
  });

  it('wants to know where installers download, of what every clone has', () => {
    const channels = [{ channel: 'github' as const }];
    expect(failureOf(() => resolveRelease({ release: { install: {}, channels } }, context))).toBe(
      'nx-cross config-invalid: nx-cross.json: `release.install` does not say where the release can be downloaded\n' +
        '  → write "url": "https://…", or "repository": "owner/name" in the channel `github`: a git remote is of one clone alone',
    );
    const named = [{ ...channels[0]!, repository: 'acme/tools' }];
    expect(resolveRelease({ release: { install: {}, channels: named } }, context).install).toEqual({});
  });
});
