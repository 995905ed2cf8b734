import { Failure } from '../failure';
import type { Platform, PlatformId, WorkspaceOptions } from '../platform';
import { matchesPlatform, parseGlibcFloor } from '../platform';
import {
  ARCHIVE_DEFAULTS,
  ARCHIVE_FILE_DEFAULTS,
  COMPILE_DEFAULTS,
  SMOKE_DEFAULTS,
  STRIP_DEFAULTS,
  VERIFY_DEFAULTS,
} from './defaults';
import { floorOf } from './floor';
import { mergeOverrides } from './merge';
import type { UnitFile } from './schema';
import type { ArchiveFile, ArchiveOptions, CompileOptions, SmokeOptions, UnitOptions, VerifyOptions } from './unit';

export interface UnitContext {
  readonly platform: Platform;
  readonly workspace: WorkspaceOptions;
  /** The crate whose Cargo.toml lies beside the file. */
  readonly defaultCrate?: string;
  /** The platform of the machine that builds. */
  readonly host?: PlatformId;
  /** The file's path from the workspace's root, for failures. */
  readonly file: string;
}

/**
 * What a unit does for one platform: overrides, then defaults applied.
 * Failure: `config-invalid` where there is no crate to build.
 */
export function resolveUnitOptions(unit: UnitFile, context: UnitContext): UnitOptions {
  const { platform, workspace, host } = context;
  const merged = mergeOverrides(unit, platform, workspace.groups);
  const compile = resolveCompile(merged, resolveCrates(unit, context), context);
  const asked = workspace.platforms.find((configured) => configured.platform.id === platform.id)?.floor;
  const floor = floorOf({
    platform,
    ...(compile.glibc === undefined ? {} : { unit: compile.glibc }),
    ...(asked === undefined ? {} : { workspace: asked }),
    ...(host === undefined ? {} : { host }),
  });
  return {
    ...(floor === undefined ? {} : { floor }),
    compile,
    strip: { ...STRIP_DEFAULTS, ...merged.strip },
    verify: resolveVerify(merged.verify),
    smoke: resolveSmoke(unit.smoke, context),
    archive: resolveArchive(merged.archive, platform),
  };
}

/** The crates of a unit with their binaries. Failure: `config-invalid` where the file names none and none lies beside it. */
export function resolveCrates(
  unit: UnitFile,
  { defaultCrate, file }: Pick<UnitContext, 'defaultCrate' | 'file'>,
): CompileOptions['crates'] {
  if (unit.crates !== undefined && Object.keys(unit.crates).length > 0) return unit.crates;
  if (defaultCrate !== undefined) return { [defaultCrate]: [] };
  throw new Failure('config-invalid', {
    message: 'there is no crate beside this file, and `crates` names none',
    hint: 'write "crates": { "<crate>": ["<binary>"] }',
    place: { file },
  });
}

function resolveCompile(unit: UnitFile, crates: CompileOptions['crates'], context: UnitContext): CompileOptions {
  const { locked, toolchain, lto, codegenUnits, optLevel, targetCpu, panic, buildStd, sdk, glibc } = unit;
  return {
    crates,
    profile: unit.profile ?? COMPILE_DEFAULTS.profile,
    features: unit.features ?? [],
    defaultFeatures: unit.defaultFeatures ?? COMPILE_DEFAULTS.defaultFeatures,
    strategy: unit.strategy ?? COMPILE_DEFAULTS.strategy,
    ...resolveEnvironments(unit, context),
    rustflags: unit.rustflags ?? [],
    targetFeatures: unit.targetFeatures ?? [],
    env: unit.env ?? {},
    passEnv: unit.passEnv ?? [],
    embeds: unit.embeds ?? {},
    timeout: unit.timeout ?? COMPILE_DEFAULTS.timeout,
    tools: unit.tools ?? [],
    ...(glibc === undefined ? {} : { glibc: glibc === 'none' ? glibc : parseGlibcFloor(glibc) }),
    ...(locked === undefined ? {} : { locked }),
    ...(toolchain === undefined ? {} : { toolchain }),
    ...(lto === undefined ? {} : { lto }),
    ...(codegenUnits === undefined ? {} : { codegenUnits }),
    ...(optLevel === undefined ? {} : { optLevel }),
    ...(targetCpu === undefined ? {} : { targetCpu }),
    ...(panic === undefined ? {} : { panic }),
    ...(buildStd === undefined ? {} : { buildStd }),
    ...(sdk === undefined ? {} : { sdk }),
  };
}

/** Failure: `config-invalid` where a container is wanted and no image is named for the platform. */
function resolveEnvironments(
  unit: UnitFile,
  { platform, workspace, file }: UnitContext,
): Pick<CompileOptions, 'environments' | 'images'> {
  const environments = unit.environments ?? workspace.environments;
  const images = environments.includes('container') ? workspace.container.imagesFor(platform) : [];
  if (images.length > 0 || !environments.includes('container')) return { environments, images };
  throw new Failure('config-invalid', {
    message: `\`environments\` has container, and no image is named for ${platform.friendly}`,
    hint: 'name one in nx.json, in the options of nx-cross: "container": { "images": { "*": "<image>" } }',
    place: { file },
  });
}

function resolveVerify({ maximumGlibc, ...written }: NonNullable<UnitFile['verify']> = {}): VerifyOptions {
  return {
    ...VERIFY_DEFAULTS,
    ...written,
    allowedLibraries: written.allowedLibraries ?? [],
    ...(maximumGlibc === undefined ? {} : { maximumGlibc: parseGlibcFloor(maximumGlibc) }),
  };
}

function resolveSmoke(written: UnitFile['smoke'], { platform, workspace }: UnitContext): SmokeOptions {
  return {
    arguments: written?.arguments ?? SMOKE_DEFAULTS.arguments,
    required: matchesPlatform(written?.required ?? [], platform, workspace.groups),
    version: written?.version ?? SMOKE_DEFAULTS.version,
    timeout: written?.timeout ?? SMOKE_DEFAULTS.timeout,
  };
}

function resolveArchive(written: UnitFile['archive'], platform: Platform): ArchiveOptions {
  return {
    ...ARCHIVE_DEFAULTS,
    ...written,
    format: written?.format ?? (platform.os === 'windows' ? 'zip' : 'tar.gz'),
    files: (written?.files ?? []).map(resolveArchiveFile),
  };
}

type WrittenFile = NonNullable<NonNullable<UnitFile['archive']>['files']>[number];

function resolveArchiveFile(written: WrittenFile): ArchiveFile {
  const { mode = ARCHIVE_FILE_DEFAULTS.mode, ...file } = typeof written === 'string' ? { from: written } : written;
  return { ...file, mode: mode === '0755' ? 0o755 : 0o644 };
}
