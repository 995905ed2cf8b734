import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPlatform } from '../platform';
import { EMPTY_CONFIG } from './config';
import { readCargoConfig } from './read-config';
import { configuredLinker, encodeRustflags, resolveRustflags } from './rustflags';

const HOST_TRIPLE = /^host: (.*)$/m.exec(spawnSync('rustc', ['-vV'], { encoding: 'utf8' }).stdout)?.[1] ?? '';
const platform = findPlatform(HOST_TRIPLE)!;
const UPPER = HOST_TRIPLE.toUpperCase().replaceAll('-', '_');

// Another build may hold this machine's cores.
jest.setTimeout(60_000);

/** What cargo itself hands to rustc is the oracle: `cargo build -v`, of a crate of two lines. */
describe('beside cargo', () => {
  let folder: string;
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/RUSTFLAGS/.test(name)) delete env[name];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cargo-rustflags-'));
    mkdirSync(join(folder, 'ws/src'), { recursive: true });
    writeFileSync(join(folder, 'ws/Cargo.toml'), '[package]\nname = "a"\nedition = "2021"\n[workspace]\n');
    writeFileSync(join(folder, 'ws/src/lib.rs'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const NEAR = 'ws/.cargo/config.toml';
  const FAR = '.cargo/config.toml';
  const build = '[build]\nrustflags = ["--cfg=b1", "--cfg=b2"]\n';
  const target = `[target.${HOST_TRIPLE}]\nrustflags = ["--cfg=t1"]\n`;
  const cfgs =
    `[target.'cfg(unix)']\nrustflags = "--cfg=u1  --cfg=u2"\n[target.'cfg(windows)']\nrustflags = ["--cfg=w1"]\n` +
    `[target.'cfg(all(unix, not(windows)))']\nrustflags = ["--cfg=all1"]\n`;

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['nothing', {}, {}],
    ['build.rustflags', { [NEAR]: build }, {}],
    ['both levels, joined', { [NEAR]: build, [FAR]: '[build]\nrustflags = ["--cfg=far"]\n' }, {}],
    [
      'a string that hides a farther one',
      { [NEAR]: '[build]\nrustflags = "--cfg=n"', [FAR]: '[build]\nrustflags = "--cfg=f"' },
      {},
    ],
    ['the target before build', { [NEAR]: build + target }, {}],
    ['target and cfg, joined', { [NEAR]: build + target + cfgs }, {}],
    ['cfg alone', { [NEAR]: build + cfgs }, {}],
    ['an empty target', { [NEAR]: `${build}[target.${HOST_TRIPLE}]\nrustflags = []\n` }, {}],
    ["the target's variable", { [NEAR]: build + target + cfgs }, { [`CARGO_TARGET_${UPPER}_RUSTFLAGS`]: '--cfg=env' }],
    ['the variable of build', { [NEAR]: build }, { CARGO_BUILD_RUSTFLAGS: '--cfg=env  --cfg=env2' }],
    ['RUSTFLAGS', { [NEAR]: build + target }, { RUSTFLAGS: ' --cfg=env  --cfg=env2 ' }],
    ['an empty RUSTFLAGS', { [NEAR]: build + target }, { RUSTFLAGS: '' }],
    ['encoded flags', { [NEAR]: build }, { CARGO_ENCODED_RUSTFLAGS: '--cfg\x1fenc="a b"', RUSTFLAGS: '--cfg=env' }],
    ['empty encoded flags', { [NEAR]: build }, { CARGO_ENCODED_RUSTFLAGS: '', RUSTFLAGS: '--cfg=env' }],
    ['the legacy file', { 'ws/.cargo/config': build, [NEAR]: '[build]\nrustflags = ["--cfg=hidden"]\n' }, {}],
    ["cargo home's file", { 'home/config.toml': build, [NEAR]: '[build]\nrustflags = ["--cfg=near"]\n' }, {}],
    [
      'included files',
      {
        [NEAR]: 'include = ["one.toml", { path = "two.toml" }, { path = "gone.toml", optional = true }]\n' + build,
        'ws/.cargo/one.toml': '[build]\nrustflags = ["--cfg=one"]\n',
        'ws/.cargo/two.toml': '[build]\nrustflags = ["--cfg=two"]\n',
        [FAR]: '[build]\nrustflags = ["--cfg=far"]\n',
      },
      {},
    ],
  ])('%s', (_what, files, variables) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { config, files: read } = readCargoConfig({
      cargoRoot: join(folder, 'ws'),
      cargoHome: join(folder, 'home'),
      readText: (path) => {
        if (!path.startsWith(folder)) return undefined;
        try {
          return readFileSync(path, 'utf8');
        } catch {
          return undefined;
        }
      },
    });
    const ours = resolveRustflags({ env: variables, config, platform, ours: ['--cfg=ours'] });

    const cargo = spawnSync('cargo', ['build', '-v', '--offline', '--target', HOST_TRIPLE], {
      cwd: join(folder, 'ws'),
      env: { ...env, CARGO_HOME: join(folder, 'home'), ...variables },
      encoding: 'utf8',
    });
    expect(cargo.stderr).toContain('Finished');
    const [, args = ''] = /Running `[^`]*?rustc (.*)`/.exec(cargo.stderr) ?? [];
    const cargos = [...args.matchAll(/--cfg(?:=| )('[^']*'|\S+)/g)].map(([, value = '']) => value.replaceAll("'", ''));
    expect(ours.join('\x1f').replaceAll('--cfg\x1f', '--cfg=').split('\x1f')).toEqual([
      ...cargos.map((value) => `--cfg=${value}`),
      '--cfg=ours',
    ]);
    const hidden = files['ws/.cargo/config'] === undefined ? [] : [NEAR];
    expect(read.map((path) => path.slice(folder.length + 1)).sort()).toEqual(
      Object.keys(files)
        .filter((path) => !hidden.includes(path))
        .sort(),
    );
  });
});

describe('encodeRustflags', () => {
  it('keeps a flag with spaces whole', () => {
    expect(encodeRustflags(['-Clink-arg=a b', '-Copt-level=3'])).toBe('-Clink-arg=a b\x1f-Copt-level=3');
  });
});

describe('configuredLinker', () => {
  const arm = findPlatform('aarch64-unknown-linux-gnu')!;
  it.each([
    ["the triple's", { 'aarch64-unknown-linux-gnu': { linker: 'mine' }, 'cfg(unix)': { linker: 'other' } }, 'mine'],
    ["a cfg's that holds", { 'cfg(windows)': { linker: 'no' }, 'cfg(unix)': { linker: 'yes' } }, 'yes'],
    ['none', { 'x86_64-unknown-linux-gnu': { linker: 'no' } }, undefined],
  ])('is %s', (_what, targets, expected) => {
    expect(configuredLinker({ ...EMPTY_CONFIG, targets }, arm)).toBe(expected);
  });
});
