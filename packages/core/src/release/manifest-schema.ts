import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';

const closed = { additionalProperties: false } as const;
const Bytes = (description: string) => Type.Integer({ minimum: 0, description });
const Digest = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
const Triple = Type.String({ minLength: 1, description: 'The target triple, `aarch64-unknown-linux-gnu`.' });

const ManifestBinary = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Name of the program or library, as the archive has it.' }),
    size: Bytes('Bytes as shipped.'),
    compiledSize: Type.Optional(Bytes('Bytes as the compiler left it.')),
    strippedSize: Type.Optional(Bytes('Bytes after its symbols were removed.')),
    format: Type.Optional(Type.Union([Type.Literal('elf'), Type.Literal('mach-o'), Type.Literal('pe')])),
    architecture: Type.Optional(
      Type.String({ minLength: 1, description: 'What it says it runs on; several of a universal one joined by `+`.' }),
    ),
    minimumGlibc: Type.Optional(Type.String({ description: 'The oldest glibc that has all its symbols.' })),
    minimumMacos: Type.Optional(Type.String({ description: 'The oldest macOS that starts it.' })),
    dynamicLibraries: Type.Optional(
      Type.Array(Type.String(), { description: 'Shared libraries that it asks for, in its order.' }),
    ),
    static: Type.Optional(Type.Boolean({ description: 'Whether it starts without any shared library.' })),
  },
  { ...closed, description: 'What a binary says of itself. What could not be read is absent, never guessed.' },
);

const ManifestArtifact = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9._-]+$', description: 'File name.' }),
    kind: Type.String({ minLength: 1, description: 'executable, library, archive, symbols, sbom, …' }),
    triple: Triple,
    size: Bytes('Bytes.'),
    sha256: Digest('sha256 of the file.'),
    uncompressedSha256: Type.Optional(
      Digest('Of a .tar.gz, the sha256 of the tar inside: tells changed content from a changed compressor.'),
    ),
    binaries: Type.Array(ManifestBinary, { description: 'The programs and libraries in it.' }),
  },
  closed,
);

/** The one definition of `manifest.json`: its type, its published schema, its check. */
export const ManifestSchema = Type.Object(
  {
    schemaVersion: Type.Literal(1),
    name: Type.String({ minLength: 1, description: 'Name of the release.' }),
    version: Type.String({ minLength: 1, description: 'Semantic version, without a leading `v`.' }),
    prerelease: Type.Boolean({ description: 'Whether the version is a prerelease by the rule of semver.' }),
    commit: Type.Optional(Type.String({ minLength: 1, description: 'The commit that was built, where it was given.' })),
    tag: Type.Optional(Type.String({ minLength: 1, description: "The release's tag, where it was given." })),
    omittedPlatforms: Type.Array(Triple, {
      description: 'Platforms of the units that this release was told to leave out.',
    }),
    artifacts: Type.Array(ManifestArtifact, { description: 'The files of the release, sorted by name.' }),
  },
  {
    ...closed,
    $id: 'manifest.schema.json',
    title: 'manifest.json',
    description:
      'What a release holds. Lists neither itself, nor SHA256SUMS, nor signatures; has no local path and no time of day.',
  },
);

export type Manifest = Static<typeof ManifestSchema>;
export type ManifestArtifact = Static<typeof ManifestArtifact>;
export type ManifestBinary = Static<typeof ManifestBinary>;
