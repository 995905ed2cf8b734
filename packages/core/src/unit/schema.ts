import type { Static, TSchema } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { EnvironmentsSchema } from '../platform/container-options';
import {
  ARCHIVE_DEFAULTS,
  ARCHIVE_FILE_DEFAULTS,
  COMPILE_DEFAULTS,
  RELEASE_DEFAULTS,
  SMOKE_DEFAULTS,
  STRIP_DEFAULTS,
  VERIFY_DEFAULTS,
} from './defaults';
import { GithubChannel } from './github-channel';

/**
 * The one definition of `nx-cross.json`: its types, its published JSON schema, the diagnostics and the option tables
 * of the documentation are all made from this file.
 */

const closed = { additionalProperties: false } as const;

function object<T extends Record<string, TSchema>>(properties: T, description: string) {
  return Type.Object(properties, { ...closed, description });
}

function optional<T extends TSchema>(schema: T) {
  return Type.Optional(schema);
}

const strings = (description: string) => Type.Array(Type.String(), { description });

/** `2.17`; digits only, so that a typo is an error and never a silent default. */
const VERSION_PATTERN = '^(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})$';
const glibcVersion = (description: string) =>
  Type.String({ pattern: VERSION_PATTERN, examples: ['2.17'], description });

/** A template that refers to `{unit}`, `{version}`, `{platform}`, `{triple}`, `{os}`, `{arch}`. */
const template = (description: string, fallback: string) =>
  Type.String({ minLength: 1, description, default: fallback });

export const LINKER_STRATEGIES = ['native', 'gcc', 'zig'] as const;

/** Options of the compile stage that may differ from platform to platform. */
const compileProperties = {
  profile: optional(Type.String({ minLength: 1, default: COMPILE_DEFAULTS.profile, description: "Cargo's profile." })),
  features: optional(strings('Features of the crates to enable.')),
  defaultFeatures: optional(
    Type.Boolean({ default: COMPILE_DEFAULTS.defaultFeatures, description: 'Whether default features are enabled.' }),
  ),
  locked: optional(
    Type.Boolean({
      description:
        'Pass `--locked`: fail where Cargo.lock would have to change. On by default when there is a lock file.',
    }),
  ),
  strategy: optional(
    Type.Union(
      [
        Type.Literal('auto'),
        Type.Array(Type.Union(LINKER_STRATEGIES.map((name) => Type.Literal(name))), { minItems: 1, uniqueItems: true }),
      ],
      {
        default: COMPILE_DEFAULTS.strategy,
        description: 'Who links: `auto`, or the strategies to try, in this order: `native`, `gcc`, `zig`.',
      },
    ),
  ),
  environments: optional(EnvironmentsSchema),
  toolchain: optional(
    Type.String({
      minLength: 1,
      description: 'A rustup toolchain, `1.95.0`. Default: what rustup or PATH give in the cargo workspace.',
    }),
  ),
  rustflags: optional(strings("Flags for rustc, added after those of the user's cargo configuration.")),
  lto: optional(
    Type.Union([Type.Boolean(), Type.Literal('thin'), Type.Literal('fat'), Type.Literal('off')], {
      description: "Overrides the profile's `lto`.",
    }),
  ),
  codegenUnits: optional(Type.Integer({ minimum: 1, description: "Overrides the profile's `codegen-units`." })),
  optLevel: optional(
    Type.Union(
      [Type.Literal(0), Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal('s'), Type.Literal('z')],
      {
        description: "Overrides the profile's `opt-level`.",
      },
    ),
  ),
  targetCpu: optional(
    Type.String({
      minLength: 1,
      description: "rustc's `target-cpu`; `native` is refused: it would bind the result to the machine that built it.",
    }),
  ),
  targetFeatures: optional(strings("rustc's `target-feature`, `+crt-static`.")),
  panic: optional(
    Type.Union([Type.Literal('unwind'), Type.Literal('abort')], { description: "Overrides the profile's `panic`." }),
  ),
  env: optional(
    Type.Record(Type.String(), Type.String(), { description: 'Variables for the builder; part of the hash.' }),
  ),
  passEnv: optional(
    strings('Names of variables that the builder gets from the environment; their values are part of the hash.'),
  ),
  embeds: optional(
    object(
      {
        version: optional(Type.String({ minLength: 1, description: "Variable that carries the release's version." })),
        commit: optional(Type.String({ minLength: 1, description: 'Variable that carries the commit.' })),
        time: optional(
          Type.String({ minLength: 1, description: "Variable that carries the commit's time, in seconds since 1970." }),
        ),
      },
      'Variables under which the release’s version, commit and time are baked into the binaries. Only what is named here decides the compile hash.',
    ),
  ),
  timeout: optional(
    Type.Integer({
      minimum: 1,
      default: COMPILE_DEFAULTS.timeout,
      description: "Seconds that one cargo call may take; waiting for cargo's own lock does not count.",
    }),
  ),
  glibc: optional(
    Type.Union([glibcVersion('A version of glibc, `2.17`.'), Type.Literal('none')], {
      description:
        "The glibc floor of `-gnu` platforms; `none` for no floor. Default: what the workspace's platform carries, else the oldest that the architecture has (2.17 on most) for cross platforms, none for the host's own.",
    }),
  ),
  buildStd: optional(
    strings("Crates of std to build from source (cargo's `-Zbuild-std`), for targets without a prebuilt std."),
  ),
  sdk: optional(
    object(
      {
        path: Type.String({
          minLength: 1,
          description: 'Path of the SDK, relative to the workspace’s root or absolute.',
        }),
        sha256: Type.String({
          pattern: '^[0-9a-f]{64}$',
          examples: ['0123abcd…, 64 hexadecimal digits'],
          description: 'Digest of the SDK’s `SDKSettings.json`.',
        }),
      },
      'An SDK with the headers and frameworks of the platform (macOS), declared by path and digest, never assumed.',
    ),
  ),
};

const stripProperties = {
  enabled: optional(
    Type.Boolean({
      default: STRIP_DEFAULTS.enabled,
      description:
        'Whether symbols are removed; `false` passes the binaries on with all that they have: a `strip` of the profile in Cargo.toml does not count.',
    }),
  ),
  splitSymbols: optional(
    Type.Boolean({
      default: STRIP_DEFAULTS.splitSymbols,
      description: 'Keep the debug symbols as artifacts of their own.',
    }),
  ),
};

const verifyProperties = {
  maximumGlibc: optional(glibcVersion('No symbol may need a newer glibc. Default: the glibc floor.')),
  static: optional(Type.Boolean({ description: 'Whether the binary must be static. Default: yes for musl.' })),
  allowedLibraries: optional(strings("Globs of shared libraries that are allowed besides the platform's own.")),
  minimumMacos: optional(
    Type.String({
      pattern: VERSION_PATTERN,
      examples: ['11.0'],
      description: 'The binary must start on this version of macOS. Default: 11.0 on arm64, 10.12 on x86_64.',
    }),
  ),
  buildPaths: optional(
    Type.Boolean({
      default: VERIFY_DEFAULTS.buildPaths,
      description: 'Whether absolute paths of the build machine may stay inside.',
    }),
  ),
};

const smokeProperties = {
  arguments: optional(
    Type.Array(Type.String(), { default: SMOKE_DEFAULTS.arguments, description: 'Arguments of each program.' }),
  ),
  required: optional(strings('Platforms (names, globs or groups) that must have run before anything is published.')),
  version: optional(
    Type.Boolean({
      default: SMOKE_DEFAULTS.version,
      description: "Whether the output must contain the release unit's version.",
    }),
  ),
  timeout: optional(
    Type.Integer({ minimum: 1, default: SMOKE_DEFAULTS.timeout, description: 'Seconds that one program may run.' }),
  ),
};

const archiveProperties = {
  format: optional(
    Type.Union([Type.Literal('tar.gz'), Type.Literal('zip'), Type.Literal('binary')], {
      description: '`tar.gz`, `zip`, or `binary` for the bare file. Default: `zip` on Windows, else `tar.gz`.',
    }),
  ),
  name: optional(template('Name of the archive without its extension.', ARCHIVE_DEFAULTS.name)),
  binaryName: optional(
    template('Name of each binary inside, without `.exe`; `{binary}` is its own name.', ARCHIVE_DEFAULTS.binaryName),
  ),
  wrapInDirectory: optional(
    Type.Boolean({
      default: ARCHIVE_DEFAULTS.wrapInDirectory,
      description: "Put everything into one folder named after the archive's stem.",
    }),
  ),
  files: optional(
    Type.Array(
      Type.Union([
        Type.String({ minLength: 1 }),
        object(
          {
            from: Type.String({
              minLength: 1,
              description: 'File or glob, relative to the project; `{workspaceRoot}/…` for elsewhere.',
            }),
            to: optional(
              Type.String({ minLength: 1, description: 'Path inside the archive; with a trailing `/`, a folder.' }),
            ),
            mode: optional(
              Type.Union([Type.Literal('0644'), Type.Literal('0755')], {
                default: ARCHIVE_FILE_DEFAULTS.mode,
                description: 'Mode inside the archive.',
              }),
            ),
          },
          'A file or glob with its place inside the archive.',
        ),
      ]),
      { description: 'Further files. README*, LICENSE*, UNLICENSE* and CHANGELOG* come by themselves.' },
    ),
  ),
  from: optional(
    Type.String({
      minLength: 1,
      default: ARCHIVE_DEFAULTS.from,
      description: 'Stage or target whose artifact record is packaged; `--<triple>` is appended.',
    }),
  ),
};

const stageSections = {
  strip: optional(object(stripProperties, 'What the strip stage does.')),
  verify: optional(object(verifyProperties, 'Policy for the bytes that ship.')),
  archive: optional(object(archiveProperties, 'How the binaries are packaged.')),
};

/** Any build, strip, verify or archive option may be overridden per platform, glob or group. */
const Override = object({ ...compileProperties, ...stageSections }, 'Options for some platforms only.');

export const DirectoryChannel = object(
  {
    channel: Type.Literal('directory', { description: 'Publish into a folder.' }),
    path: optional(
      Type.String({
        minLength: 1,
        description:
          'Folder that receives `<name>-v<version>/`, relative to the workspace’s root. Default: `dist/<project>/published`.',
      }),
    ),
  },
  'Publish into a folder: the embedded default.',
);

/** Nothing that a shell or PowerShell reads as more than text, and no placeholder but one. */
const INSTALL_URL = '^https?://([A-Za-z0-9._~:/?#@!&=%+,;-]|\\{version\\})+$';

export const ReleaseSection = object(
  {
    name: optional(
      Type.String({ minLength: 1, description: 'Name of the release. Default: the unit’s, else the project’s.' }),
    ),
    tag: optional(
      Type.String({
        // What git allows in the name of a tag; `{` and `}` are allowed too.
        pattern: '^[^\\s~^:?*\\[\\\\]*\\{version\\}[^\\s~^:?*\\[\\\\]*$',
        examples: ['v{version}'],
        description:
          'The git tag that a version of the release has, a template with `{version}` and `{name}`. Default: `v{version}` where the workspace has one release, else `{name}-v{version}`.',
      }),
    ),
    units: optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        uniqueItems: true,
        description: 'Roots of the projects whose units are released together. Default: this unit alone.',
      }),
    ),
    channels: optional(
      Type.Array(Type.Union([DirectoryChannel, GithubChannel]), {
        minItems: 1,
        description: 'Where the release is published. Default: the directory channel.',
      }),
    ),
    sidecars: optional(
      Type.Boolean({ default: RELEASE_DEFAULTS.sidecars, description: 'Write `<file>.sha256` beside each file.' }),
    ),
    manifestText: optional(
      Type.Boolean({
        default: RELEASE_DEFAULTS.manifestText,
        description: 'Write `MANIFEST.txt`, one line a binary under its target.',
      }),
    ),
    install: optional(
      object(
        {
          url: optional(
            Type.String({
              pattern: INSTALL_URL,
              examples: ['https://github.com/acme/acme/releases/download/v{version}'],
              description:
                'Where the release’s files can be downloaded once it is out; `{version}` is its version. Default: where the first channel `github` that names its `repository` publishes them.',
            }),
          ),
        },
        'Write `install.sh` and `install.ps1`: scripts that choose, download, verify and install.',
      ),
    ),
  },
  'One or more units under one version: one SHA256SUMS, one manifest.json, one publication.',
);

/** Target names, for a project whose own targets have taken ours. */
const TargetNames = object(
  Object.fromEntries(
    ['cross-compile', 'strip', 'verify', 'smoke', 'package', 'checksum', 'preflight', 'publish'].map((stage) => [
      stage,
      optional(
        Type.String({
          pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
          examples: [`native-${stage}`],
          description: `Name of the ${stage} targets.`,
          default: stage,
        }),
      ),
    ]),
  ),
  'Other names for the inferred targets.',
);

export const UnitSchema = Type.Object(
  {
    $schema: optional(Type.String({ description: 'For editors.' })),
    name: optional(
      Type.String({
        minLength: 1,
        description: 'Name of the release unit, as archives carry it. Default: the crate’s.',
      }),
    ),
    crates: optional(
      Type.Record(Type.String(), Type.Array(Type.String({ minLength: 1 }), { uniqueItems: true }), {
        description:
          "Crates and the binaries to take from each; an empty list takes all of the crate's. Default: the crate whose Cargo.toml lies beside this file.",
      }),
    ),
    exclude: optional(strings('Platforms of the workspace (names, globs or groups) that this unit does not ship for.')),
    tools: optional(
      strings(
        'Programs that the build needs beside the compiler (`protoc`); doctor checks them and their versions are hashed.',
      ),
    ),
    dependsOn: optional(
      strings('Targets that must run before compile (`ui:build`, `codegen`); their outputs are inputs of compile.'),
    ),
    inputs: optional(strings('Further inputs of compile, as Nx writes them (`{workspaceRoot}/proto/**`).')),
    ...compileProperties,
    ...stageSections,
    smoke: optional(object(smokeProperties, 'Running what was built.')),
    overrides: optional(
      Type.Record(Type.String(), Override, {
        description: 'Options per platform: a triple, a friendly name, a glob of either, or a group.',
      }),
    ),
    release: optional(ReleaseSection),
    targets: optional(TargetNames),
  },
  {
    ...closed,
    $id: 'nx-cross.schema.json',
    title: 'nx-cross.json',
    description: 'A release unit, a release, or both.',
  },
);

/** `nx-cross.json` as it was written, valid. */
export type UnitFile = Static<typeof UnitSchema>;
export type Override = Static<typeof Override>;
