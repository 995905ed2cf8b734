import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { posix } from 'node:path';
import { Failure, throwFailures } from '../failure';
import { findMistakes } from '../schema-mistakes';
import { ecosystemNames } from './ecosystem-names';
import { findPlatform, formatOf } from './known-platforms';
import type { Architecture, Libc, OperatingSystem, Platform, PlatformId } from './platform';

/** The keys that are read of rustc's target specification (`rustc -Z unstable-options --print target-spec-json`). */
const TargetSpec = Type.Object({
  'llvm-target': Type.String({ minLength: 1, examples: ['x86_64-unknown-linux-gnu'] }),
  arch: Type.String({ minLength: 1, examples: ['x86_64'] }),
  os: Type.Optional(Type.String()),
  env: Type.Optional(Type.String()),
  'target-endian': Type.Optional(Type.String()),
});
type TargetSpec = Static<typeof TargetSpec>;

const SYSTEMS: Readonly<Record<string, OperatingSystem>> = {
  linux: 'linux',
  macos: 'darwin',
  windows: 'windows',
  freebsd: 'freebsd',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  illumos: 'illumos',
  android: 'android',
};
const LIBCS: Readonly<Record<string, Libc>> = { gnu: 'gnu', musl: 'musl' };

/**
 * The platform of a parsed target-spec file; its id is the file's base name, as cargo names the target's folder.
 * Failures: `config-invalid`, for all mistakes at once.
 */
export function parseTargetSpec(json: unknown, path: string): Platform {
  const fail = (message: string) => new Failure('config-invalid', { message, place: { file: path } });
  throwFailures(findMistakes(TargetSpec, json).map(({ message }) => fail(message)));
  const spec = json as TargetSpec;
  const id = posix.basename(path, '.json');
  const architecture = architectureOf(spec);
  const os = SYSTEMS[spec.os ?? 'none'];
  const failures = [
    ...(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(id) ? [] : [fail(`${JSON.stringify(id)} cannot name a platform`)]),
    ...(findPlatform(id) === undefined
      ? []
      : [fail(`${JSON.stringify(id)} is the name of a platform that rustc knows`)]),
    ...(architecture === undefined ? [fail(`\`arch\` ${JSON.stringify(spec.arch)} is none that can be released`)] : []),
    ...(os === undefined ? [fail(`\`os\` ${JSON.stringify(spec.os ?? 'none')} is none that can be released`)] : []),
  ];
  throwFailures(failures);
  if (architecture === undefined || os === undefined) throw failures[0];
  const libc = os === 'linux' ? LIBCS[spec.env ?? ''] : undefined;
  const named = { architecture, os, ...(libc === undefined ? {} : { libc }) };
  return {
    id: id as PlatformId,
    friendly: id,
    ...named,
    format: formatOf(os),
    executableSuffix: os === 'windows' ? '.exe' : '',
    names: ecosystemNames(named),
    targetSpec: path,
  };
}

function architectureOf(spec: TargetSpec): Architecture | undefined {
  const big = spec['target-endian'] === 'big';
  const machine = spec['llvm-target'].split('-')[0] ?? '';
  switch (spec.arch) {
    case 'x86_64':
    case 'aarch64':
    case 'riscv64':
    case 's390x':
    case 'loongarch64':
    case 'sparc64':
      return spec.arch;
    case 'x86':
      return machine === 'i586' ? 'i586' : 'i686';
    case 'arm':
      return machine.startsWith('armv7') ? 'armv7' : 'arm';
    case 'powerpc64':
      return big ? 'powerpc64' : 'powerpc64le';
    case 'mips':
      return big ? 'mips' : 'mipsel';
    case 'mips64':
      return big ? 'mips64' : 'mips64el';
    default:
      return undefined;
  }
}
