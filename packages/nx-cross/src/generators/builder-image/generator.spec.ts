import type { Tree } from '@nx/devkit';
import { logger, readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { recipeDigest } from '@nx-cross/core/container';
import { PINNED } from '@nx-cross/core/toolchain';
import { platformGenerator } from '../platform/generator';
import { explainFailures } from '../explain-failures';
import type { GeneratingHost } from './generator';
import { builderImageGenerator } from './generator';
import type { BuilderImageGeneratorSchema } from './schema';

const HOST: GeneratingHost = {
  os: 'linux',
  architecture: 'x86_64',
  run: () => Promise.resolve({ exitCode: 0, stdout: 'rustc 1.91.1 (ed61e7d7e 2025-11-07)\n', stderr: '' }),
};
const ALL_FOUR = ['linux-x86_64', 'linux-aarch64', 'linux-x86_64-musl', 'windows-x86_64'];

describe('builder-image', () => {
  let tree: Tree;
  let warn: jest.SpyInstance;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    tree.write('package.json', '{ "name": "@proj/Acme.App" }\n');
    register({ platforms: ALL_FOUR });
    warn = jest.spyOn(logger, 'warn').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  const register = (options: unknown) =>
    tree.write('nx.json', `${JSON.stringify({ plugins: [{ plugin: 'nx-cross', options }] }, null, 2)}\n`);
  const options = () => readJson(tree, 'nx.json').plugins[0].options;
  const read = (file: string) => tree.read(`tools/builder/${file}`, 'utf-8');
  const run = (schema: BuilderImageGeneratorSchema = {}) => builderImageGenerator(tree, schema, HOST);
  const mistake = (schema: BuilderImageGeneratorSchema) =>
    explainFailures(() => run(schema)).then(
      () => 'no error',
      (error: Error) => error.message,
    );
  /** Of the files as they are, by the rule of the executor. */
  const tag = () => {
    const files = tree.children('tools/builder').map((name) => [name, tree.read(`tools/builder/${name}`)] as const);
    const contents = new Map(files.map(([name, content]) => [name, content ?? Buffer.of()]));
    return `localhost/acme-app-builder:${recipeDigest(contents).slice(7, 19)}`;
  };

  it('writes the recipe, the linker table, the project and the map', async () => {
    await run({ packages: ['clang,cmake', 'protobuf-compiler=3.21.12-3'] });
    expect(read('Dockerfile')).toBe(`\
# nx g nx-cross:builder-image --name=localhost/acme-app-builder --base=debian:bookworm-slim --rust=1.91.1 --linkers=gcc,zig --packages=clang,cmake,protobuf-compiler=3.21.12-3
# Written by this command, and written anew by it and with each change of the platforms, down to the last line but yours.

FROM rust:1.91.1-slim-bookworm AS rust

FROM debian:bookworm-slim
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update \\
 && apt-get install -y --no-install-recommends \\
      ca-certificates \\
      gcc \\
      g++ \\
      libc6-dev \\
      python3-venv \\
      gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64 \\
      clang \\
      cmake \\
      protobuf-compiler=3.21.12-3 \\
 && if [ "$(dpkg --print-architecture)" != amd64 ]; then apt-get install -y --no-install-recommends gcc-x86-64-linux-gnu g++-x86-64-linux-gnu; fi \\
 && if [ "$(dpkg --print-architecture)" != arm64 ]; then apt-get install -y --no-install-recommends gcc-aarch64-linux-gnu g++-aarch64-linux-gnu; fi \\
 && if [ "$(dpkg --print-architecture)" = amd64 ]; then apt-get install -y --no-install-recommends musl-tools; fi \\
 && rm -rf /var/lib/apt/lists/*

COPY --from=rust /usr/local/rustup /usr/local/rustup
COPY --from=rust /usr/local/cargo/bin /usr/local/cargo/bin
# The image decides the compiler: a rust-toolchain.toml would have another one downloaded in each build.
ENV RUSTUP_HOME=/usr/local/rustup RUSTUP_TOOLCHAIN=1.91.1 PATH=/usr/local/cargo/bin:$PATH
RUN rustup target add \\
      x86_64-unknown-linux-gnu \\
      aarch64-unknown-linux-gnu \\
      x86_64-unknown-linux-musl \\
      x86_64-pc-windows-gnu

COPY zig-requirements.txt /opt/zig/requirements.txt
RUN python3 -m venv /opt/zig \\
 && /opt/zig/bin/python3 -m pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r /opt/zig/requirements.txt
ENV PATH=/opt/zig/bin:$PATH

# Cargo finds it from any folder.
COPY cargo-config.toml /.cargo/config.toml

# What is below this line is yours, and stays.
`);
    expect(read('cargo-config.toml')).toContain(`
[target.aarch64-unknown-linux-gnu]
linker = "aarch64-linux-gnu-gcc"

[target.x86_64-unknown-linux-musl]
linker = "musl-gcc"

[target.x86_64-pc-windows-gnu]
linker = "x86_64-w64-mingw32-gcc"
`);
    expect(read('zig-requirements.txt')).toContain(`ziglang==${PINNED.zig} `);
    expect(readJson(tree, 'tools/builder/project.json')).toMatchObject({
      name: 'builder',
      targets: {
        image: { executor: 'nx-cross:builder-image', cache: false, options: { name: 'localhost/acme-app-builder' } },
      },
    });
    expect(options()).toEqual({
      platforms: ALL_FOUR,
      environments: ['container'],
      container: { images: { '*': tag() } },
    });
    expect(warn).not.toHaveBeenCalled();
  });

  it('takes the version that the workspace pins', async () => {
    tree.write('rust-toolchain.toml', '[toolchain]\nchannel = "1.90.0"\n');
    await run();
    expect(read('Dockerfile')).toContain('FROM rust:1.90.0-slim-bookworm AS rust\n');
  });

  it('takes nothing but the distribution’s packages', async () => {
    register({ platforms: ['linux-x86_64', 'linux-aarch64', 'windows-x86_64', 'darwin-aarch64'] });
    await run({ base: 'debian:trixie-slim', rust: 'distribution', linkers: ['gcc'] });
    const text = read('Dockerfile') ?? '';
    expect(text).toContain(
      'dpkg --add-architecture amd64 \\\n && dpkg --add-architecture arm64 \\\n && apt-get update',
    );
    for (const name of [
      'cargo',
      'rustc',
      'llvm',
      'libstd-rust-dev:amd64',
      'libstd-rust-dev:arm64',
      'libstd-rust-dev-windows',
    ]) {
      expect(text).toContain(`      ${name} \\\n`);
    }
    expect(text).not.toMatch(/rustup|zig/);
    expect(tree.exists('tools/builder/zig-requirements.txt')).toBe(false);
    expect(warn.mock.calls).toEqual([
      ['The builder image cannot compile for darwin-aarch64 (gcc: Debian has no cross gcc for aarch64-apple-darwin).'],
    ]);
  });

  it('keeps, the second time, what was chosen and what stands below the mark; the map has the new name alone', async () => {
    await run({ packages: ['clang'], linkers: ['zig'] });
    const first = tag();
    tree.write('tools/builder/Dockerfile', `${read('Dockerfile')}RUN echo mine\n`);
    tree.write('tools/builder/cargo-config.toml', `${read('cargo-config.toml')}[net]\nretry = 5\n`);
    await run({ rust: '1.92.0' });
    expect(read('Dockerfile')).toMatch(/--rust=1\.92\.0 --linkers=zig --packages=clang\n/);
    expect(read('Dockerfile')).toMatch(/yours, and stays\.\nRUN echo mine\n$/);
    expect(read('cargo-config.toml')).toMatch(/yours, and stays\.\n\[net\]\nretry = 5\n$/);
    expect(tag()).not.toBe(first);
    expect(options().container).toEqual({ images: { '*': tag() } });
    const before = tree.read('nx.json', 'utf-8');
    await run();
    expect(tree.read('nx.json', 'utf-8')).toBe(before);
    await run({ packages: ['none'] });
    expect(read('Dockerfile')).toMatch(/--packages=none\n/);
    expect(read('Dockerfile')).not.toContain('clang');
  });

  it('for some of the platforms, leaves other images and environments where they are', async () => {
    const images = {
      'linux-x86_64': 'r.example/a:1',
      'aarch64-unknown-linux-gnu': 'r.example/b:1',
      '*': 'r.example/c:1',
    };
    register({ platforms: ALL_FOUR, environments: ['host'], container: { images, pull: 'never' } });
    await run({ platforms: ['linux-aarch64,windows-x86_64'] });
    expect(options()).toMatchObject({
      environments: ['container', 'host'],
      container: {
        pull: 'never',
        images: { ...images, 'aarch64-unknown-linux-gnu': [tag(), 'r.example/b:1'], 'windows-x86_64': tag() },
      },
    });
    expect(read('Dockerfile')).not.toContain('musl');
    await run({ platforms: ['all'] });
    expect(options().container.images).toEqual({ ...images, '*': [tag(), 'r.example/c:1'] });
  });

  describe('a platform that is added or removed later', () => {
    const change = (platform: string, remove = false) =>
      platformGenerator(tree, { platforms: [platform], remove }, HOST);

    it('changes recipe, linker table and map in one step', async () => {
      register({ platforms: ['linux-x86_64'] });
      await run();
      const first = { tag: tag(), files: ['Dockerfile', 'cargo-config.toml'].map(read) };
      await change('linux-aarch64');
      expect(read('Dockerfile')).toMatch(/rustup target add[^&]*aarch64-unknown-linux-gnu/);
      expect(read('cargo-config.toml')).toContain('[target.aarch64-unknown-linux-gnu]');
      expect(tag()).not.toBe(first.tag);
      expect(options()).toMatchObject({
        platforms: ['linux-x86_64', 'linux-aarch64'],
        container: { images: { '*': tag() } },
      });
      await change('linux-aarch64', true);
      expect({ tag: tag(), files: ['Dockerfile', 'cargo-config.toml'].map(read) }).toEqual(first);
      expect(options()).toMatchObject({ platforms: ['linux-x86_64'], container: { images: { '*': first.tag } } });
    });

    it('joins an image for a choice of platforms, and leaves it', async () => {
      register({ platforms: ['linux-x86_64', 'windows-x86_64'] });
      await run({ platforms: ['linux-x86_64'] });
      await change('linux-aarch64');
      expect(options().container.images).toEqual({ 'linux-x86_64': tag(), 'linux-aarch64': tag() });
      expect(read('Dockerfile')).toContain(' --platforms=linux-x86_64,linux-aarch64\n');
      await change('linux-x86_64', true);
      expect(options().container.images).toEqual({ 'linux-aarch64': tag() });
      const before = read('Dockerfile');
      await change('linux-aarch64', true);
      expect(read('Dockerfile')).toBe(before);
      expect(warn.mock.calls).toEqual([['The builder image has no platform left: its recipe stays as it was.']]);
    });

    it('that the image cannot compile for is told', async () => {
      await run();
      await change('windows-x86_64-msvc');
      expect(warn.mock.calls.flat().at(-1)).toBe(
        'The builder image cannot compile for windows-x86_64-msvc (gcc: the MSVC ABI needs its own linker; zig: the MSVC ABI needs its own linker).',
      );
    });

    it('leaves a Dockerfile alone that is not ours', async () => {
      tree.write('tools/builder/Dockerfile', 'FROM a\n');
      await change('darwin-aarch64');
      expect(read('Dockerfile')).toBe('FROM a\n');
      expect(options().container).toBeUndefined();
    });
  });

  describe('refuses', () => {
    it.each<[BuilderImageGeneratorSchema, string]>([
      [
        { rust: '1.91' },
        'nx-cross config-invalid: "1.91" is no version of Rust\n  → write a whole one, --rust=1.95.0, or --rust=distribution',
      ],
      [
        { packages: ['a; rm -rf /'] },
        'nx-cross config-invalid: "a; rm -rf /" is no name of a package\n  → for example --packages=clang,cmake',
      ],
      [{ base: 'a b' }, 'nx-cross config-invalid: "a b" is no image\n  → for example --base=debian:bookworm-slim'],
      [{ linkers: ['lld'] }, 'nx-cross config-invalid: "lld" does not link\n  → --linkers takes gcc and zig'],
      [{ linkers: ['none'] }, 'nx-cross config-invalid: "" does not link\n  → --linkers takes gcc and zig'],
      [
        { name: 'localhost/acme:1' },
        'nx-cross config-invalid: an image cannot be named "localhost/acme:1"\n  → write small letters and no tag: it gets one of its recipe',
      ],
      [
        { platforms: ['darwin-aarch64'] },
        'nx-cross unknown-platform: darwin-aarch64 is not among the platforms of the workspace\n  → npx nx g nx-cross:platform darwin-aarch64',
      ],
      [
        { platforms: ['windows-x86_64'], linkers: ['zig'] },
        'nx-cross no-strategy: such an image compiles for none of the platforms: windows-x86_64 (zig: zig cannot link Rust’s std for windows-gnu)\n  → add one that it compiles for: npx nx g nx-cross:platform linux-x86_64',
      ],
    ])('%j', async (schema, expected) => {
      expect(await mistake(schema)).toBe(expected);
      expect(tree.exists('tools/builder')).toBe(false);
    });

    it('a Dockerfile of somebody else', async () => {
      tree.write('tools/builder/Dockerfile', 'FROM a\n');
      expect(await mistake({})).toMatch(/^nx-cross config-invalid: tools\/builder\/Dockerfile: is not one that this/);
      expect(read('Dockerfile')).toBe('FROM a\n');
    });

    it('a project of that name elsewhere', async () => {
      tree.write('apps/b/project.json', '{ "name": "builder" }\n');
      expect(await mistake({})).toMatch(
        /^nx-cross name-collision: the workspace has a project "builder" already, in apps\/b/,
      );
    });

    it('where nothing says which Rust', async () => {
      const silent: GeneratingHost = { ...HOST, run: () => Promise.resolve({ exitCode: 127, stdout: '', stderr: '' }) };
      await expect(builderImageGenerator(tree, {}, silent)).rejects.toMatchObject({ code: 'config-invalid' });
    });
  });
});
