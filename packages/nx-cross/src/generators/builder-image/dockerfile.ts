import type { Platform } from '@nx-cross/core/platform';
import type { BuilderChoices } from './choices';
import { DISTRIBUTION, renderChoices } from './choices';
import { distributionStd, gccPackages, needsZig } from './install-steps';

/** What build scripts and proc macros are linked with, and what cargo fetches by. */
const ALWAYS = ['ca-certificates', 'gcc', 'g++', 'libc6-dev'];
const INSTALL = 'apt-get install -y --no-install-recommends';

/** The part of the Dockerfile that is ours. The same for every architecture that it may be built on. */
export function renderDockerfile(choices: BuilderChoices, platforms: readonly Platform[]): string {
  const ownRust = choices.rust !== DISTRIBUTION;
  const parts = [
    [
      renderChoices(choices),
      '# Written by this command, and written anew by it and with each change of the platforms, down to the last line but yours.',
    ],
    ...(ownRust ? [[`FROM rust:${choices.rust}-slim-bookworm AS rust`]] : []),
    [`FROM ${choices.base}`, 'ARG DEBIAN_FRONTEND=noninteractive', ...renderPackages(choices, platforms)],
    ...(ownRust ? [renderRust(choices, platforms)] : []),
    ...(needsZig(platforms, choices.linkers) ? [renderZig()] : []),
    ['# Cargo finds it from any folder.', 'COPY cargo-config.toml /.cargo/config.toml'],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n\n`;
}

function renderPackages(choices: BuilderChoices, platforms: readonly Platform[]): string[] {
  const std = choices.rust === DISTRIBUTION ? platforms.flatMap((each) => distributionStd(each) ?? []) : [];
  const architectures = new Set(std.flatMap(({ architecture }) => architecture ?? []));
  const cross = gccPackages(platforms, choices.linkers);
  const lines = [
    ...ALWAYS,
    // Rust's own toolchain brings its objcopy, the distribution's does not.
    ...(choices.rust === DISTRIBUTION ? ['cargo', 'rustc', 'llvm', ...new Set(std.map(({ name }) => name))] : []),
    ...(needsZig(platforms, choices.linkers) ? ['python3-venv'] : []),
    ...cross.filter((row) => typeof row === 'string'),
    ...choices.packages,
  ];
  const steps = [
    ...[...architectures].map((architecture) => `dpkg --add-architecture ${architecture}`),
    'apt-get update',
    `${INSTALL} ${lines.map((line) => `\\\n      ${line}`).join(' ')}`,
    ...cross.flatMap((row) =>
      typeof row === 'string'
        ? []
        : [`if [ "$(dpkg --print-architecture)" ${row.condition} ]; then ${INSTALL} ${row.packages}; fi`],
    ),
    'rm -rf /var/lib/apt/lists/*',
  ];
  return [`RUN ${steps.join(' \\\n && ')}`];
}

function renderRust({ rust }: BuilderChoices, platforms: readonly Platform[]): string[] {
  const targets = platforms.filter(({ targetSpec }) => targetSpec === undefined).map(({ id }) => id);
  return [
    'COPY --from=rust /usr/local/rustup /usr/local/rustup',
    'COPY --from=rust /usr/local/cargo/bin /usr/local/cargo/bin',
    '# The image decides the compiler: a rust-toolchain.toml would have another one downloaded in each build.',
    `ENV RUSTUP_HOME=/usr/local/rustup RUSTUP_TOOLCHAIN=${rust} PATH=/usr/local/cargo/bin:$PATH`,
    ...(targets.length === 0 ? [] : [`RUN rustup target add ${targets.map((id) => `\\\n      ${id}`).join(' ')}`]),
  ];
}

function renderZig(): string[] {
  const pip = 'pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --only-binary :all:';
  return [
    'COPY zig-requirements.txt /opt/zig/requirements.txt',
    `RUN python3 -m venv /opt/zig \\\n && /opt/zig/bin/python3 -m ${pip} -r /opt/zig/requirements.txt`,
    'ENV PATH=/opt/zig/bin:$PATH',
  ];
}
